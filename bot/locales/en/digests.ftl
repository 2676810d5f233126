# Messages without an answer, and digests of the day

unanswered-title = 🔔 Without an answer for { $minutes } min of working time ({ $client })
unanswered-words = { $name }, { $time }: { $text }
unanswered-further = { $time }: { $text }
unanswered-more =
    { $count ->
        [one] and { $count } more message by the same author
       *[other] and { $count } more messages by the same author
    }
unanswered-link = Open the message

digest-evening = 🌆 <b>The last 24 hours, as of { $time }</b>
digest-morning = ☀️ <b>Plan for { $date }</b>
digest-registered = Registered: { $requests }
digest-resolved = Resolved: { $requests }
digest-closed = Closed: { $requests }
digest-open = Open now: { $requests }
digest-waiting = Waiting for client: { $requests }
digest-overdue = Deadline missed: { $requests }
digest-undelivered =
    { $count ->
        [0] Not delivered to groups: 0
        [one] Not delivered to groups: { $count } message
       *[other] Not delivered to groups: { $count } messages
    }
digest-missed = <b>Unanswered: { $count }</b>
digest-missed-line = • { $client } · { $name }, { $time }
digest-missed-more =
    { $count ->
        [one] , and { $count } more message
       *[other] , and { $count } more messages
    }
digest-since-night =
    { $count ->
        [one] Waiting since the night: { $count } message
       *[other] Waiting since the night: { $count } messages
    }
digest-due = Due today: { $requests }
digest-untaken = Taken by nobody: { $requests }
digest-on-duty = On duty: { $names }
digest-line = • { $number } · { $due } · { $text }
digest-line-bare = • { $number } · { $text }
digest-rest = • and { $count } more
digest-skipped =
    { $count ->
        [one] { $count } such digest was left out while the bot was not at work
       *[other] { $count } such digests were left out while the bot was not at work
    }

digest-set = Digests: in the morning { $morning }, in the evening { $evening } (support time).
digest-never = never
