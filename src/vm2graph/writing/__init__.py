"""Room 2: meaning -> triples -> bytes.

Knows the model, the vocabulary and RDF terms; knows nothing of pages, files, stores or HTTP. What
goes in is a Publication with its Stated values; what comes out is the graph of the record, the
graphs of the entities it names, the evidence behind each value, and bytes in any format. Nothing
here judges: a value that ``reading`` left open is not stated.
"""
