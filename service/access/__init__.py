"""Who may do what, how often, and how many at once.

Read `levels.py` first (what a request needs), then `gate.py` (who asks), then `wiring.py` (the layers, in their order).

    level     what                                                                who
    public    health, documentation, the files of the widget and of the pages     everybody
    ask       questions, search, feedback, plans, pages, MCP, metrics             a key or a token of any role
    admin     what changes the library (POST /v1/plans, DELETE, /v1/reindex),     a key of the role admin
              and what is kept: jobs, feedback, keys

On loopback no key is wanted, unless the setting or a proxy says otherwise. What is not in the table is read by who may
ask and changed by an admin.
"""
