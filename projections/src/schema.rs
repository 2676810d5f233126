//! How do the views lie in their file?

/// The number of what the views are and how they follow from the log. With a new one they are made
/// anew at start, beside the old ones.
pub(crate) const VIEWS_NUMBER: i32 = 6;

/// People, clients, chats and tickets have short keys, given in the order of the log, so that rows
/// and indexes stay short and two rebuilds agree.
pub(crate) const SCHEMA: &str = "
CREATE TABLE bookmark (
    only     INTEGER PRIMARY KEY CHECK (only = 1),
    position INTEGER
) STRICT;
CREATE TABLE desk (
    only     INTEGER PRIMARY KEY CHECK (only = 1),
    language INTEGER NOT NULL,
    zone     TEXT NOT NULL
) STRICT;
CREATE TABLE people (
    key         INTEGER PRIMARY KEY,
    person      BLOB NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    handle      TEXT,
    telegram_id INTEGER,
    roles       INTEGER NOT NULL
) STRICT;
CREATE TABLE clients (
    key        INTEGER PRIMARY KEY,
    client     BLOB NOT NULL UNIQUE,
    code       TEXT NOT NULL,
    title      TEXT NOT NULL,
    language   INTEGER NOT NULL,
    zone       TEXT NOT NULL,
    registered INTEGER NOT NULL,
    board      INTEGER NOT NULL,
    rating     INTEGER NOT NULL,
    policy     TEXT,
    calendar   TEXT,
    intake     TEXT
) STRICT;
CREATE INDEX clients_by_code ON clients (code);
CREATE TABLE agreed (
    position INTEGER PRIMARY KEY,
    client   INTEGER,
    recorded INTEGER NOT NULL,
    zone     TEXT,
    calendar TEXT
) STRICT;
CREATE INDEX agreed_of ON agreed (client, position);
CREATE TABLE chats (
    key        INTEGER PRIMARY KEY,
    chat       TEXT NOT NULL UNIQUE,
    current    INTEGER NOT NULL,
    place      INTEGER NOT NULL,
    client     INTEGER,
    linked     INTEGER,
    sees       INTEGER,
    alarmed    INTEGER,
    registered INTEGER NOT NULL,
    part       INTEGER NOT NULL,
    skipped    INTEGER NOT NULL,
    unanswered INTEGER NOT NULL,
    rights     INTEGER,
    seen       INTEGER,
    title      TEXT NOT NULL
) STRICT;
CREATE INDEX chats_that_went_on ON chats (current);
CREATE INDEX chats_linked ON chats (place, client, linked) WHERE place > 0;
CREATE TABLE offers (
    token      BLOB PRIMARY KEY,
    client     INTEGER,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE tickets (
    key            INTEGER PRIMARY KEY,
    ticket         BLOB NOT NULL UNIQUE,
    client         INTEGER NOT NULL,
    number         INTEGER NOT NULL,
    chat           INTEGER NOT NULL,
    thread         INTEGER,
    source_chat    INTEGER,
    source_message INTEGER,
    requester      INTEGER NOT NULL,
    registered_by  INTEGER NOT NULL,
    channel        INTEGER NOT NULL,
    status         INTEGER NOT NULL,
    open           INTEGER NOT NULL,
    request_type   INTEGER,
    priority       INTEGER NOT NULL,
    assignee       INTEGER,
    assigned_at    INTEGER,
    summary        TEXT NOT NULL,
    attachments    INTEGER NOT NULL,
    messages       INTEGER NOT NULL,
    reopened       INTEGER NOT NULL,
    reported_at    INTEGER NOT NULL,
    registered_at  INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL,
    answered_at    INTEGER,
    resolved_at    INTEGER,
    closed_at      INTEGER,
    awaits_answer  INTEGER NOT NULL,
    last_words     INTEGER,
    events         INTEGER NOT NULL,
    position       INTEGER NOT NULL,
    rests_since    INTEGER
) STRICT;
CREATE INDEX tickets_open ON tickets (open) WHERE open = 1;
CREATE INDEX tickets_of_chat ON tickets (chat, open);
CREATE INDEX tickets_of_requester ON tickets (requester);
CREATE TABLE register (
    client        INTEGER NOT NULL,
    number        INTEGER NOT NULL,
    ticket        BLOB NOT NULL,
    reported_at   INTEGER NOT NULL,
    registered_at INTEGER NOT NULL,
    PRIMARY KEY (client, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE messages (
    chat         INTEGER NOT NULL,
    message      INTEGER NOT NULL,
    author       INTEGER,
    side         INTEGER,
    filed        INTEGER,
    ticket       BLOB,
    conversation BLOB,
    rule         TEXT,
    notice       INTEGER,
    internal     INTEGER NOT NULL,
    PRIMARY KEY (chat, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX messages_unanswered ON messages (chat, message) WHERE filed = 4;
CREATE TABLE conversations (
    conversation BLOB PRIMARY KEY,
    chat         INTEGER NOT NULL,
    thread       INTEGER,
    owner        INTEGER NOT NULL,
    purpose      INTEGER NOT NULL,
    purpose_of   BLOB NOT NULL,
    pressed      INTEGER NOT NULL,
    ticket       BLOB,
    started      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX conversations_of ON conversations (owner, chat, started);
CREATE TABLE cards (
    of       INTEGER NOT NULL,
    kind     INTEGER NOT NULL,
    chat     INTEGER,
    message  INTEGER,
    shown    INTEGER NOT NULL,
    want     INTEGER NOT NULL,
    raised   INTEGER NOT NULL,
    stream   TEXT,
    revision INTEGER,
    board    INTEGER NOT NULL,
    not_before INTEGER,
    PRIMARY KEY (of, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX cards_due ON cards (chat, raised, kind) WHERE want > shown AND chat IS NOT NULL;
CREATE INDEX cards_later ON cards (not_before) WHERE not_before IS NOT NULL;
CREATE TABLE pending (
    notice       BLOB PRIMARY KEY,
    kind         INTEGER NOT NULL,
    chat         INTEGER NOT NULL,
    thread       INTEGER,
    ticket       BLOB,
    conversation BLOB,
    stream       TEXT NOT NULL,
    revision     INTEGER NOT NULL,
    reply_to     INTEGER,
    of_chat      INTEGER,
    of_message   INTEGER,
    position     INTEGER NOT NULL,
    not_before   INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX pending_in_order ON pending (chat, position, kind);
CREATE INDEX pending_later ON pending (not_before) WHERE not_before IS NOT NULL;
CREATE TABLE published (
    kind     TEXT NOT NULL,
    name     TEXT NOT NULL,
    version  INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    position INTEGER NOT NULL,
    form     INTEGER NOT NULL,
    facts    BLOB NOT NULL,
    PRIMARY KEY (kind, name, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE histories (
    ticket   INTEGER PRIMARY KEY,
    client   INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    opened   INTEGER NOT NULL,
    entered  INTEGER NOT NULL,
    until    INTEGER NOT NULL,
    wake     INTEGER,
    ends     INTEGER,
    over     INTEGER,
    clocks   INTEGER NOT NULL,
    causes   BLOB NOT NULL,
    telling  BLOB,
    history  BLOB NOT NULL
) STRICT;
CREATE INDEX histories_by_wake ON histories (wake) WHERE wake IS NOT NULL;
CREATE INDEX histories_by_end ON histories (until, opened);
CREATE INDEX histories_by_opening ON histories (opened, client, priority, entered);
CREATE TABLE clocks (
    ticket       INTEGER NOT NULL,
    kind         INTEGER NOT NULL,
    n            INTEGER NOT NULL,
    client       INTEGER NOT NULL,
    priority     INTEGER NOT NULL,
    request_type INTEGER,
    state        INTEGER NOT NULL,
    open         INTEGER NOT NULL,
    start        INTEGER NOT NULL,
    target       TEXT NOT NULL,
    deadline     INTEGER,
    stop         INTEGER,
    verdict      INTEGER,
    elapsed      INTEGER NOT NULL,
    overrun      INTEGER NOT NULL,
    overrun_wall INTEGER NOT NULL,
    corrected    INTEGER,
    gone         INTEGER NOT NULL,
    policy       TEXT NOT NULL,
    row          TEXT NOT NULL,
    calendar     TEXT NOT NULL,
    PRIMARY KEY (ticket, kind, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX clocks_open ON clocks (deadline) WHERE open = 1;
CREATE INDEX clocks_ruled ON clocks (verdict) WHERE open = 0 AND stop IS NULL AND verdict IS NOT NULL;
CREATE TABLE standings (
    over   INTEGER NOT NULL,
    ticket INTEGER NOT NULL,
    client INTEGER NOT NULL,
    first  INTEGER NOT NULL,
    clocks BLOB NOT NULL,
    PRIMARY KEY (over, ticket)
) STRICT, WITHOUT ROWID;
CREATE TABLE deeds (
    ticket       INTEGER NOT NULL,
    revision     INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    recorded     INTEGER NOT NULL,
    deed         INTEGER NOT NULL,
    person       INTEGER,
    request_type INTEGER,
    PRIMARY KEY (ticket, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX deeds_by_time ON deeds (at);
CREATE TABLE set_ups (
    chat   TEXT PRIMARY KEY,
    person BLOB NOT NULL,
    token  BLOB,
    title  TEXT NOT NULL,
    asked  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE names (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE marks (
    quarter  INTEGER PRIMARY KEY,
    position INTEGER NOT NULL
) STRICT;
CREATE TABLE incidents (
    number        INTEGER PRIMARY KEY,
    incident      BLOB NOT NULL UNIQUE,
    planned_from  INTEGER,
    planned_until INTEGER,
    title         TEXT NOT NULL,
    declared_at   INTEGER NOT NULL,
    declared_by   BLOB NOT NULL,
    ended_at      INTEGER,
    ended_by      BLOB
) STRICT;
CREATE TABLE incident_tickets (
    incident INTEGER NOT NULL,
    ticket   BLOB NOT NULL,
    PRIMARY KEY (incident, ticket)
) STRICT, WITHOUT ROWID;
CREATE INDEX incidents_of_ticket ON incident_tickets (ticket);
CREATE TABLE incident_words (
    incident  INTEGER NOT NULL,
    draft     INTEGER NOT NULL,
    ends      INTEGER NOT NULL,
    words     TEXT NOT NULL,
    announced INTEGER,
    person    BLOB,
    PRIMARY KEY (incident, draft)
) STRICT, WITHOUT ROWID;
CREATE TABLE incident_told (
    notice    BLOB PRIMARY KEY,
    incident  INTEGER NOT NULL,
    draft     INTEGER NOT NULL,
    client    BLOB NOT NULL,
    chat      TEXT NOT NULL,
    tickets   INTEGER NOT NULL,
    delivered INTEGER,
    failed    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX told_of_incident ON incident_told (incident, draft, chat);
CREATE TABLE teams (
    team  TEXT PRIMARY KEY,
    title TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE team_chats (
    chat INTEGER PRIMARY KEY,
    team TEXT NOT NULL
) STRICT;
CREATE TABLE routes (
    client      INTEGER PRIMARY KEY,
    team        TEXT,
    responsible BLOB,
    deputy      BLOB
) STRICT;
CREATE TABLE duties (
    position INTEGER PRIMARY KEY,
    team     TEXT,
    agent    BLOB,
    begins   INTEGER NOT NULL,
    ends     INTEGER NOT NULL
) STRICT;
CREATE TABLE agents (
    person   INTEGER PRIMARY KEY,
    away     INTEGER NOT NULL,
    until    INTEGER,
    delivery INTEGER NOT NULL
) STRICT;
CREATE TABLE waiting (
    chat     INTEGER NOT NULL,
    message  INTEGER NOT NULL,
    position INTEGER NOT NULL,
    author   INTEGER NOT NULL,
    thread   INTEGER,
    said     INTEGER NOT NULL,
    ended    INTEGER,
    first    INTEGER,
    noted    INTEGER,
    notice   BLOB,
    stream   TEXT NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (chat, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX waiting_in_order ON waiting (position);
CREATE INDEX waiting_open ON waiting (chat, author) WHERE ended IS NULL;
CREATE INDEX waiting_noted ON waiting (noted) WHERE noted IS NOT NULL;
CREATE TABLE undelivered (
    position INTEGER PRIMARY KEY,
    at       INTEGER NOT NULL,
    chat     INTEGER NOT NULL
) STRICT;
CREATE TABLE replies (
    reply    BLOB NOT NULL,
    language INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    name     TEXT NOT NULL,
    text     TEXT NOT NULL,
    PRIMARY KEY (reply, language)
) STRICT, WITHOUT ROWID;
CREATE TABLE relayed (
    chat      INTEGER NOT NULL,
    message   INTEGER NOT NULL,
    ticket    INTEGER NOT NULL,
    kind      INTEGER NOT NULL,
    revision  INTEGER NOT NULL,
    author    INTEGER,
    said      INTEGER NOT NULL,
    delivered INTEGER,
    failed    INTEGER,
    why       INTEGER,
    PRIMARY KEY (chat, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX relayed_of ON relayed (ticket, revision);
CREATE TABLE invites (
    client    INTEGER NOT NULL,
    number    INTEGER NOT NULL,
    chat      INTEGER NOT NULL,
    site      TEXT NOT NULL,
    workplace TEXT NOT NULL,
    link      TEXT,
    asked     INTEGER NOT NULL,
    withdrawn INTEGER NOT NULL,
    PRIMARY KEY (client, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE joinings (
    client INTEGER NOT NULL,
    person BLOB NOT NULL,
    number INTEGER,
    joined INTEGER NOT NULL,
    PRIMARY KEY (client, person)
) STRICT, WITHOUT ROWID;
CREATE TABLE ticket_places (
    ticket BLOB PRIMARY KEY,
    client INTEGER NOT NULL,
    number INTEGER NOT NULL,
    person BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE members (
    person INTEGER NOT NULL,
    chat   INTEGER NOT NULL,
    gone   INTEGER NOT NULL,
    PRIMARY KEY (person, chat)
) STRICT, WITHOUT ROWID;
CREATE TABLE imported (
    ticket     BLOB PRIMARY KEY,
    claimed_at INTEGER,
    number     TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE lost_topics (
    chat   INTEGER NOT NULL,
    thread INTEGER NOT NULL,
    PRIMARY KEY (chat, thread)
) STRICT, WITHOUT ROWID;
INSERT INTO bookmark VALUES (1, NULL);
";

/// Each table with the columns that order its rows, for the digest.
pub(crate) const TABLES: [(&str, &str); 41] = [
    ("bookmark", "only"),
    ("desk", "only"),
    ("people", "key"),
    ("clients", "key"),
    ("agreed", "position"),
    ("chats", "key"),
    ("offers", "token"),
    ("tickets", "key"),
    ("register", "client, number"),
    ("messages", "chat, message"),
    ("conversations", "conversation"),
    ("cards", "of, kind"),
    ("pending", "notice"),
    ("published", "kind, name, version"),
    ("histories", "ticket"),
    ("clocks", "ticket, kind, n"),
    ("standings", "over, ticket"),
    ("deeds", "ticket, revision"),
    ("set_ups", "chat"),
    ("names", "kind, name"),
    ("marks", "quarter"),
    ("incidents", "number"),
    ("incident_tickets", "incident, ticket"),
    ("incident_words", "incident, draft"),
    ("incident_told", "notice"),
    ("teams", "team"),
    ("team_chats", "chat"),
    ("routes", "client"),
    ("duties", "position"),
    ("agents", "person"),
    ("waiting", "chat, message"),
    ("undelivered", "position"),
    ("replies", "reply, language"),
    ("relayed", "chat, message"),
    ("invites", "client, number"),
    ("joinings", "client, person"),
    ("ticket_places", "ticket"),
    ("members", "person, chat"),
    ("imported", "ticket"),
    ("lost_topics", "chat, thread"),
    ("sqlite_schema", "name"),
];
