# What staff see before an announcement goes out, and what became of it
preview-announcement = { $number }, announcement. This is what clients will see:
preview-end = { $number }, the end. This is what clients will see:
preview-end-tickets = { $number }, the end. Its tickets will be marked resolved. This is what clients will see:
preview-apart = How clients will see it is shown above.
preview-who = Who is to be told?
preview-never-told = Clients were not told of this before.
preview-ru = in Russian
preview-en = in English
preview-groups = { $groups } ({ $language }):
preview-groups-of-ticket = { $groups } ({ $language }, with tickets):
preview-groups-of-tickets = { $groups } ({ $language }, with tickets; each group sees its own numbers):
preview-client-groups =
    { $count ->
        [one] { $client } ({ $count } group)
       *[other] { $client } ({ $count } groups)
    }
preview-more =
    { $count ->
        [one] And { $count } more group: the same, by its own clock.
       *[other] And { $count } more groups: the same, by their own clocks.
    }
preview-other-language =
    ⚠️ The text is { $written }, and these read { $reads }: { $groups }.
    They can be written to separately: /announce { $number } { $codes }: words
preview-end-other-language =
    ⚠️ The text is { $written }, and these read { $reads }: { $groups }.
    There is one end for all. Write it in two languages if need be: /finish { $number } words
preview-sent =
    { $count ->
        [one] { $number }, the announcement went to { $count } group. { $name }, { $time }
       *[other] { $number }, the announcement went to { $count } groups. { $name }, { $time }
    }
preview-end-sent =
    { $count ->
        [one] { $number }, the end was told to { $count } group. { $name }, { $time }
       *[other] { $number }, the end was told to { $count } groups. { $name }, { $time }
    }
preview-not-sent = { $number }, the announcement was not sent. { $name }, { $time }
preview-end-not-sent = { $number }, the end was not sent. { $name }, { $time }
preview-withdrawn = Planned works { $number } are withdrawn; clients were told nothing. { $name }, { $time }
preview-over = { $number } is over already; the announcement was not sent.
toast-withdrawn = Planned works { $number } are withdrawn
preview-stay-open =
    { $count ->
        [one] ⚠️ { $numbers } stays open: its group is no longer linked to the client, and there is nobody to tell.
       *[other] ⚠️ { $numbers } stay open: their groups are no longer linked to the clients, and there is nobody to tell.
    }
