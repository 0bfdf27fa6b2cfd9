"""What can go wrong by somebody else's doing, in one tree: a caller catches at the height it wants,
and nothing broader.

    RumorTrackerError
    +-- Unavailable          waiting may help: tried again with back-off, or answered 503
    |   +-- LogUnavailable   (streams.log.contract)     the log cannot be reached or written
    |   +-- StoreUnavailable (streams.store.database)   ClickHouse is away, or busy
    +-- Refused              waiting does not help: the message says in one line what to change
        +-- Unreadable       (streams.parsing)          what was read is none of its kind
        +-- SettingsError    (streams.config.settings)  an environment variable
        +-- ConfigError      (streams.config.file)      a line of the config file
        +-- NoEngine         (streams.log.engines)      no engine for this URL
        +-- LogUnusable      (streams.log.contract)     no rights, no disk, a wrong address
        +-- TopicsDoNotFit   (streams.log.topics)       missing, or other partitions
        +-- StoreRefused     (streams.store.database)   ClickHouse does not let us in
        +-- RefusedTarget    (streams.deliver.targets)  a receiver's address is private, or none
        +-- BadSecret        (streams.core.receivers.signature) what a receiver has cannot sign
        +-- BadAddress       (streams.core.receivers.contract)  no URL that its kind can send to
        +-- BadSpan          (streams.config.quiet)     no span of quiet hours
        +-- NoSecret         (streams.deliver.attempt)  a receiver's secret cannot sign
        +-- SchemaMismatch   (streams.store.migrations) not the tables that this version knows
        +-- Taken            (deploy.single.claims)     a port or a directory is somebody else's

Anything else that is raised is a defect: it ends the process, which reads again from its last
commit.
"""


class RumorTrackerError(Exception):
    """The root of the tree."""


class Unavailable(RumorTrackerError):
    """A neighbour is away; trying again later may help."""


class Refused(RumorTrackerError):
    """What was asked for cannot be; the message says in one line what to change."""
