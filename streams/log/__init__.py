"""The log, whatever engine it is: `contract` says what every engine offers, `engines` opens one by
URL, `topics` plans and applies, `records` decodes, `follow` reads a topic whole, `progress` tells
the lag, `faust_app` makes the apps that consume in a group."""
