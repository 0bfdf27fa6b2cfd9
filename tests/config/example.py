"""The config file of the contract, which the tests spoil in one place each."""

EXAMPLE = """
[[keys]]                       # a comment
name = "city-app"
tenant = "main"
hash = "sha256:00"
scopes = ["report", "read"]
reports_per_minute = 6000

[[receivers]]
name = "desk"
tenant = "main"
url = "https://desk.example/hooks/rumors"
kind = "standard"
secret = "whsec_MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw"
events = ["alert.*", "verdict.*"]
min_level = "surge"
allow_private = false

[policy]
min_reports = 40

[policy.north]
min_factor = 5
"""
