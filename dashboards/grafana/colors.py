"""What a colour means: the same on every dashboard."""

GREEN = "green"
YELLOW = "yellow"
ORANGE = "orange"
RED = "red"
TEXT = "text"  # the theme's own: a number that is neither good nor bad

LEVEL_COLORS = {"watch": "blue", "surge": YELLOW, "major": ORANGE, "critical": RED}
# Red is what harms the public: a hoax that is rated false, not a desk that has done its work.
VERDICT_COLORS = {
    "false": RED,
    "misleading": ORANGE,
    "unverified": YELLOW,
    "true": GREEN,
    "satire": "purple",
    "unrated": TEXT,
}
STATE_COLORS = {
    "delivered": GREEN,
    "digested": GREEN,
    "withdrawn": TEXT,
    "pending": YELLOW,
    "dead": RED,
    "disabled": ORANGE,
}
