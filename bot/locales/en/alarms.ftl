# Many alarms in one message

summary-title =
    { $count ->
        [one] 🔔 <b>{ $count } thing needs attention</b>
       *[other] 🔔 <b>{ $count } things need attention</b>
    }
summary-line = { $counted }: { $names }
summary-of = { $of } ({ $what })
summary-words = { $client } · { $name }, { $time }
summary-exhausted = ⏫ All levels passed · { $requests }
summary-escalated = ⏫ Escalated to level { $level } · { $requests }
summary-missed = 🔴 { $missed } · { $requests }
summary-unanswered =
    { $count ->
        [one] 🔔 Unanswered · { $count } message
       *[other] 🔔 Unanswered · { $count } messages
    }
summary-undelivered =
    { $count ->
        [one] ⚠️ Not delivered to the group · { $count } message
       *[other] ⚠️ Not delivered to the group · { $count } messages
    }
summary-rights-lost =
    { $count ->
        [one] ⚠️ The bot may do less than before · { $count } chat
       *[other] ⚠️ The bot may do less than before · { $count } chats
    }
summary-private-refused =
    { $count ->
        [one] ⚠️ The bot cannot write in private · { $count } person
       *[other] ⚠️ The bot cannot write in private · { $count } people
    }
summary-parked =
    { $count ->
        [one] ⚠️ Updates could not be understood; please look at the chat itself · { $count } chat
       *[other] ⚠️ Updates could not be understood; please look at the chats themselves · { $count } chats
    }
summary-gap =
    { $count ->
        [one] ⚠️ Measurement gap · { $count } chat
       *[other] ⚠️ Measurement gap · { $count } chats
    }
summary-other =
    { $count ->
        [one] ⚠️ Something needs attention · { $count } chat
       *[other] ⚠️ Something needs attention · { $count } chats
    }
summary-staff-left =
    { $count ->
        [one] 👤 No longer in support staff · { $count } person
       *[other] 👤 No longer in support staff · { $count } people
    }
summary-left-response = ⏳ Response due soon · { $requests }
summary-left-update = ⏳ Regular update due soon · { $requests }
summary-left-acceptance = ⏳ Assignment due soon · { $requests }
summary-left-workaround = ⏳ Workaround due soon · { $requests }
summary-left-resolution = ⏳ Resolution due soon · { $requests }
button-resend-of = Again: { $number }
