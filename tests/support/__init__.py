"""What several rooms of tests share: each thing once.

builders  one sound event of each kind      configs  the config files that processes read
desk      the webhook receiver              cli      the commands, run or started
system    `up` as a person runs it          cluster  the processes as an orchestrator runs them
broker    a real Kafka on loopback          load     reports under which a cluster is hurt
players   the scenario through the API      waiting  until a condition holds
"""
