"""The steps of rumor-tracker, in flow order, each in its file.

intake   edge/intake/     HTTP: reports in, decisions in, reads out
cluster  core/clusters.py which rumor does a report belong to        run by edge/steps.py
surge    core/surge.py    does a rumor's spread rise abnormally      run by edge/steps.py
deliver  edge/deliver.py  every receiver hears of it                 run by edge/steps.py
store    edge/store/      every event into ClickHouse, spread recounted
"""
