"""Lets a language model word an answer that is already proved, and sends only what stands in the cited quotes.

`writer.py` is the whole of it; `prompt.py` says what the model is given, `chat_model.py` speaks to it, `sentences.py` takes
its draft apart, `guard.py` checks each sentence with `figures.py` and `wording.py`.
"""
