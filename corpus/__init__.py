"""What the plans say: raw file to structured plan. No numpy, no models, no web.

Read `plan.py` first (the words every layer uses), then `library.py` (a folder of plans; `parse_plan` is the whole way).

    documents      the files of a folder: their ids, how one is put there and taken out
    readers/       a file of any format to its text
    unfolding      lines for a document that lost its line breaks
    clean          furniture: what stands around the plan
    sections       the heading tree; headings (one line), unnumbered, asked
    tables         grids (tabs, pipes, HTML), flattened_tables (one cell a line), dealing (them to columns),
                   glued_tables (a row a line), footnotes, table_words
    tasks          assignments (who does what), units (names of organisations)
    indicators     targets (one sentence), counting, clauses, phrases (what is measured), quantities (figures),
                   conditions (每年, 力争), tenses (已), deadlines, years
    metadata       margins (head and foot), keys, titles, doc_numbers, issuers, dates, localities; places (gazetteer)
    review         what a person should look at after a plan was read
    origins        what a plan was read from, to know it again; collector (garbage, out of the way);
                   derived (what is worked out of dictionaries, kept in a file)
"""
