"""What the pages show, without HTTP and without HTML.

Read `document.py` first: a plan becomes the blocks that a person reads, and no character is lost or doubled.

    document       blocks, boxes, tasks of a plan; lines (where each begins), looks (words within one), rebuilt (tables)
    marks          spans marked in a document; found (where words stand in a plan); outline (its headings as a tree)
    shelf          the library as a page lists it; examples (questions that it answers); tiles (where its plans lie)
    comparison     one indicator in several plans, side by side, and as a file for a spreadsheet
    words          every string of the pages, in both languages
"""
