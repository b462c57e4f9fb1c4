import inspect

from vm2graph import errors


def kinds() -> list[type[errors.Vm2graphError]]:
    return [each for each in vars(errors).values() if inspect.isclass(each) and issubclass(each, errors.Vm2graphError)]


def test_the_tree_at_the_top_names_every_error() -> None:
    for each in kinds():
        assert each.__name__ in (errors.__doc__ or "")


def test_every_error_has_a_code_of_its_own_and_an_exit_code() -> None:
    codes = [each.code for each in kinds()]
    assert len(set(codes)) == len(codes)
    assert {each.exit_code for each in kinds()} <= {1, 2}


def test_a_code_can_be_narrowed_for_one_page() -> None:
    assert errors.ReadError("Leeg.", "empty_input").code == "empty_input"
    assert errors.ReadError("Leeg.").code == "unreadable"
