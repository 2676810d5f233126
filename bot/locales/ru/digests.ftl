# Сообщения без ответа и сводки дня

unanswered-title = 🔔 Без ответа уже { $minutes } мин раб. времени ({ $client })
unanswered-words = { $name }, { $time }: { $text }
unanswered-further = { $time }: { $text }
unanswered-more =
    { $count ->
        [one] и ещё { $count } сообщение того же автора
        [few] и ещё { $count } сообщения того же автора
       *[many] и ещё { $count } сообщений того же автора
    }
unanswered-link = Открыть сообщение

digest-evening = 🌆 <b>Итоги суток на { $time }</b>
digest-morning = ☀️ <b>План на { $date }</b>
digest-registered = Зарегистрировано: { $requests }
digest-resolved = Выполнено: { $requests }
digest-closed = Закрыто: { $requests }
digest-open = Открыто сейчас: { $requests }
digest-waiting = Ждём клиента: { $requests }
digest-overdue = Срок нарушен: { $requests }
digest-undelivered =
    { $count ->
        [0] Не доставлено в группы: 0
        [one] Не доставлено в группы: { $count } сообщение
        [few] Не доставлено в группы: { $count } сообщения
       *[many] Не доставлено в группы: { $count } сообщений
    }
digest-missed = <b>Без ответа: { $count }</b>
digest-missed-line = • { $client } · { $name }, { $time }
digest-missed-more =
    { $count ->
        [one] , и ещё { $count } сообщение
        [few] , и ещё { $count } сообщения
       *[many] , и ещё { $count } сообщений
    }
digest-since-night =
    { $count ->
        [one] Ждут с ночи: { $count } сообщение
        [few] Ждут с ночи: { $count } сообщения
       *[many] Ждут с ночи: { $count } сообщений
    }
digest-due = Срок сегодня: { $requests }
digest-untaken = Никто не взял в работу: { $requests }
digest-on-duty = Дежурит: { $names }
digest-line = • { $number } · { $due } · { $text }
digest-line-bare = • { $number } · { $text }
digest-rest = • и ещё { $count }
digest-skipped =
    { $count ->
        [one] Пока бот не работал, пропущена { $count } такая сводка
        [few] Пока бот не работал, пропущены { $count } такие сводки
       *[many] Пока бот не работал, пропущено { $count } таких сводок
    }

digest-set = Сводки: утром { $morning }, вечером { $evening } (время поддержки).
digest-never = не приходит
