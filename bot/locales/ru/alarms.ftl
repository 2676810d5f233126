# Много тревог в одном сообщении

summary-title =
    { $count ->
        [one] 🔔 <b>{ $count } событие требует внимания</b>
        [few] 🔔 <b>{ $count } события требуют внимания</b>
       *[many] 🔔 <b>{ $count } событий требуют внимания</b>
    }
summary-line = { $counted }: { $names }
summary-of = { $of } ({ $what })
summary-words = { $client } · { $name }, { $time }
summary-exhausted = ⏫ Пройдены все уровни · { $requests }
summary-escalated = ⏫ Передано на { $level }-й уровень · { $requests }
summary-missed = 🔴 { $missed } · { $requests }
summary-unanswered =
    { $count ->
        [one] 🔔 Без ответа · { $count } сообщение
        [few] 🔔 Без ответа · { $count } сообщения
       *[many] 🔔 Без ответа · { $count } сообщений
    }
summary-undelivered =
    { $count ->
        [one] ⚠️ Не доставлено в группу · { $count } сообщение
        [few] ⚠️ Не доставлено в группу · { $count } сообщения
       *[many] ⚠️ Не доставлено в группу · { $count } сообщений
    }
summary-rights-lost =
    { $count ->
        [one] ⚠️ Бот может меньше, чем раньше · { $count } чат
        [few] ⚠️ Бот может меньше, чем раньше · { $count } чата
       *[many] ⚠️ Бот может меньше, чем раньше · { $count } чатов
    }
summary-private-refused =
    { $count ->
        [one] ⚠️ Бот не может писать в личный чат · { $count } человек
        [few] ⚠️ Бот не может писать в личный чат · { $count } человека
       *[many] ⚠️ Бот не может писать в личный чат · { $count } человек
    }
summary-parked =
    { $count ->
        [one] ⚠️ Обновления не удалось понять, посмотрите сам чат · { $count } чат
        [few] ⚠️ Обновления не удалось понять, посмотрите сами чаты · { $count } чата
       *[many] ⚠️ Обновления не удалось понять, посмотрите сами чаты · { $count } чатов
    }
summary-gap =
    { $count ->
        [one] ⚠️ Период без регистрации · { $count } чат
        [few] ⚠️ Период без регистрации · { $count } чата
       *[many] ⚠️ Период без регистрации · { $count } чатов
    }
summary-other =
    { $count ->
        [one] ⚠️ Требует внимания · { $count } чат
        [few] ⚠️ Требуют внимания · { $count } чата
       *[many] ⚠️ Требуют внимания · { $count } чатов
    }
summary-staff-left =
    { $count ->
        [one] 👤 Больше не в числе сотрудников поддержки · { $count } человек
        [few] 👤 Больше не в числе сотрудников поддержки · { $count } человека
       *[many] 👤 Больше не в числе сотрудников поддержки · { $count } человек
    }
summary-left-response = ⏳ Скоро срок ответа · { $requests }
summary-left-update = ⏳ Скоро срок сообщения о ходе работ · { $requests }
summary-left-acceptance = ⏳ Скоро срок назначения исполнителя · { $requests }
summary-left-workaround = ⏳ Скоро срок обходного решения · { $requests }
summary-left-resolution = ⏳ Скоро срок выполнения · { $requests }
button-resend-of = Ещё раз: { $number }
