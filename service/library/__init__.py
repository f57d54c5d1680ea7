"""The living library: plans come and go while the service answers.

Read `updating.py` first (one change, from the documents to the index in use), then `living.py` (how a service follows).

    changes     what can be asked for: add, remove, reindex; and what an index is made of
    updating    one change: read, built aside, checked, swapped, then the documents; or nothing at all
    child       the process in which the service lets a change be made
    jobs        changes as they are remembered: asked for, under way, done or refused, and why
    line        the line of changes: one at a time, begun again after a crash
    uploads     documents that come over the network, until they are in the corpus
    watching    documents that come into the corpus by themselves
    process     what the processes beside a service have in common
    source      whether a file is what a plan was read from
    loading     the index in use, loaded and warm
    living      all of these in a service
    command     the same from the command line
"""
