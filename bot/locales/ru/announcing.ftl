# Что видят сотрудники, прежде чем объявление уйдёт, и что стало с ним потом
preview-announcement = № { $number }, объявление. Вот что увидят клиенты:
preview-end = № { $number }, завершение. Вот что увидят клиенты:
preview-end-tickets = № { $number }, завершение. Привязанные заявки будут отмечены выполненными. Вот что увидят клиенты:
preview-apart = Как это увидят клиенты, показано выше.
preview-who = Кому отправить?
preview-never-told = Клиентам об этом ещё не сообщали.
preview-ru = по-русски
preview-en = по-английски
preview-groups = { $groups } ({ $language }):
preview-groups-of-ticket = { $groups } ({ $language }, с заявками):
preview-groups-of-tickets = { $groups } ({ $language }, с заявками; номера у каждой группы свои):
preview-client-groups =
    { $count ->
        [one] { $client } ({ $count } группа)
        [few] { $client } ({ $count } группы)
       *[many] { $client } ({ $count } групп)
    }
preview-more =
    { $count ->
        [one] И ещё { $count } группа: то же самое, время по её часам.
        [few] И ещё { $count } группы: то же самое, время по их часам.
       *[many] И ещё { $count } групп: то же самое, время по их часам.
    }
preview-other-language =
    ⚠️ Текст написан { $written }, а читают { $reads }: { $groups }.
    Им можно написать отдельно: /announce { $number } { $codes }: текст
preview-end-other-language =
    ⚠️ Текст написан { $written }, а читают { $reads }: { $groups }.
    Завершение одно на всех. Если нужно, напишите его на двух языках: /finish { $number } текст
preview-sent =
    { $count ->
        [one] № { $number }, объявление отправлено в { $count } группу. { $name }, { $time }
        [few] № { $number }, объявление отправлено в { $count } группы. { $name }, { $time }
       *[many] № { $number }, объявление отправлено в { $count } групп. { $name }, { $time }
    }
preview-end-sent =
    { $count ->
        [one] № { $number }, завершение отправлено в { $count } группу. { $name }, { $time }
        [few] № { $number }, завершение отправлено в { $count } группы. { $name }, { $time }
       *[many] № { $number }, завершение отправлено в { $count } групп. { $name }, { $time }
    }
preview-not-sent = № { $number }, объявление не отправлено. { $name }, { $time }
preview-end-not-sent = № { $number }, завершение не отправлено. { $name }, { $time }
preview-withdrawn = Плановые работы № { $number } отменены, клиентам ничего не отправлено. { $name }, { $time }
preview-over = № { $number }: уже завершено, объявление не отправлено.
toast-withdrawn = Плановые работы № { $number } отменены
preview-stay-open =
    { $count ->
        [1] ⚠️ Останется открытой { $numbers }: её группа больше не привязана к клиенту, сообщить об этой заявке некому.
       *[other] ⚠️ Останутся открытыми { $numbers }: их группы больше не привязаны к клиентам, сообщить об этих заявках некому.
    }
