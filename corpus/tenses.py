"""The words by which a sentence tells what was done (已建成, 开展了, 累计建成) and what lies ahead."""

import re

# What is said to have been done.
DONE = re.compile(
    "已(?!查明|有的)|截[至止]|目前|现有|共有(?=[一-龥]{0,12}[0-9])|以来|迄今|过去|先后(?!顺序|次序)|[一二三四五六七八九十几近0-9]年[来间](?![水源])"
    "|[建完实形达组创新增提][成现立设到建增高升]了|(?:开展|进行|组织|实施|召开|举办|出台|印发|查处|受理)了(?!解)|了(?=[近约超]?过?[0-9])"
)
# 累计建成20处 was done as well, but 累计下降9%, 累计投入不少于8亿元 and 同比下降5%以上 may still be targets.
TALLIED = re.compile("累计(?=[已完建开组实查盘新培参投争发检排整])|同比")
# 到2025年, 2022年底前
AHEAD = re.compile("[力到至]|.*前$")
