//! No answer to a question to which a plain yes is a promise, a permission or a report, unless the
//! owner answers so again and again in this very chat.

use super::{Candidate, holds_any};

/// Russian, English.
pub(in crate::guard) const BINDS_BY_YES: &[&str] = &[
    "можно катить",
    "можно выкатыв*",
    "можно мерж*",
    "можно деплоить",
    "можно залив*",
    "можно запуск*",
    "можно удал*",
    "можно на вас",
    "можно на тебя",
    "рассчитывать на",
    "на вас рассчитывать",
    "на тебя рассчитывать",
    "катим",
    "катить ?",
    "выкатыва*",
    "откатыва*",
    "деплоим",
    "деплоить",
    "мержим",
    "мержить",
    "заливаем",
    "запускаем",
    "выпускаем",
    "возьмете",
    "возьмешь",
    "возьметесь",
    "успеете",
    "успеешь",
    "подпишете",
    "подпишешь",
    "подписали",
    "подготовите",
    "подготовишь",
    "отправили",
    "отправил ?",
    "готов ?",
    "готова ?",
    "готово ?",
    "готовы ?",
    "отчет готов",
    "согласны",
    "согласен ?",
    "согласовали",
    "утвержда*",
    "одобря*",
    "подтвержда*",
    "подтверди*",
    "видел ?",
    "видели ?",
    "видел мой",
    "видел мр",
    "получил*",
    "прочитал*",
    "прочел",
    "посмотрел*",
    "глянул*",
    "проверил*",
    "забрал*",
    "заказал*",
    "позвонил*",
    "передал ?",
    "передали ?",
    "did you see",
    "did you read",
    "did you get",
    "did you check",
    "did you review",
    "did you finish",
    "did you send",
    "have you seen",
    "have you read",
    "have you checked",
    "have you finished",
    "можешь",
    "можете",
    "сможешь",
    "сможете",
    "удобно",
    "переключа*",
    "апрувни*",
    "заводить",
    "could you",
    "can you",
    "would you",
    "will you",
    "should i",
    "can i",
    "обещаешь",
    "обещаете",
    "can i merge",
    "can we merge",
    "can i deploy",
    "can we deploy",
    "can i ship",
    "should i merge",
    "should we ship",
    "ok to merge",
    "ok to deploy",
    "good to merge",
    "good to go",
    "ready to ship",
    "roll back",
    "can i count on",
    "can we count on",
    "will you take",
    "do you agree",
    "do you approve",
    "is it done",
    "is it ready",
];

pub(super) fn refuses(candidate: &Candidate<'_>) -> bool {
    !candidate.is_habit()
        && (holds_any(&candidate.burst.words, BINDS_BY_YES)
            || holds_any(&candidate.asked, BINDS_BY_YES))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{refused, refused_as_learnt};
    use super::refuses;

    #[test]
    fn a_yes_that_binds_is_left_to_the_owner() {
        for (asked, answer) in [
            ("Возьмёте его задачи?", "Хорошо."),
            ("можно катить?", "ага"),
            ("Можно на вас рассчитывать?", "Да."),
            ("подменишь? сможешь?", "ок"),
            ("can I merge?", "sure"),
            ("did you see my PR?", "yep"),
        ] {
            assert!(refused(refuses, asked, answer), "{asked}");
            assert!(!refused_as_learnt(refuses, asked, asked, answer, 3), "{asked}");
        }
        assert!(refused_as_learnt(refuses, "ну что?", "можно катить?", "ага", 1));
    }

    #[test]
    fn a_yes_to_small_things_passes() {
        for asked in ["купишь хлеба?", "го в кино", "как дела?", "tea?"] {
            assert!(!refused(refuses, asked, "ага"), "{asked}");
        }
    }
}
