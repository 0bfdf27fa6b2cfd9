"""Everything on one machine: `up` starts what production has as services, `supervisor` keeps it
running, `engines` says where the embedded ones are, `claims` what one process holds alone.
"""
