//! A question for what only the owner knows is answered with what is known here, or by the owner.

use style::language::stem;

use super::super::phrases::{holds, holds_any};
use super::super::recalled::facts::asks_for_fact;
use super::Outcome;
use super::reply::Reply;

/// Russian, English: questions for such facts that past answers are not searched for.
const MORE: &[&str] = &[
    "у тебя адрес",
    "у вас адрес",
    "где живешь",
    "где ты живешь",
    "где живете",
    "где ты работаешь",
    "твой телефон",
    "твой номер",
    "дата рождения",
    "когда у тебя день",
    "сколько тебе лет",
    "сколько ты зарабатыв*",
    "девичья фамилия",
    "кличка",
    "ключ от",
    "под ковриком",
    "where do you live",
    "where do you work",
    "your phone",
    "your number",
    "date of birth",
    "your birthday",
    "how old are you",
    "maiden name",
    "how much do you earn",
    "your salary",
    "your email",
    "твоя почта",
    "твой адрес",
];

/// Russian, English: what happens to people, which nobody makes up for them.
const LIFE: &[&str] = &[
    "уволил*",
    "увольняюсь",
    "уволюсь",
    "развелся",
    "развелась",
    "развелись",
    "развожусь",
    "разводимся",
    "расстались",
    "беременн*",
    "женюсь",
    "женился",
    "женимся",
    "замуж",
    "обручил*",
    "родил",
    "родила",
    "родился",
    "родилась",
    "умер",
    "умерла",
    "умерли",
    "похорон*",
    "болею",
    "заболел*",
    "болен",
    "больна",
    "диагноз*",
    "операци* у меня",
    "у меня рак",
    "в больниц*",
    "в разводе",
    "выиграл*",
    "посадили",
    "арестова*",
    "купил машину",
    "купил квартиру",
    "изменил*",
    "pregnant",
    "divorce*",
    "divorcing",
    "got married",
    "getting married",
    "engaged",
    "got fired",
    "was fired",
    "quit my job",
    "resigned",
    "cancer",
    "diagnosed",
    "died",
    "passed away",
    "funeral",
    "broke up",
    "arrested",
    "im sick",
    "i am sick",
    "got sick",
    "gave birth",
    "in hospital",
    "in the hospital",
];

pub(super) fn object(reply: &Reply<'_>) -> Option<Outcome> {
    if LIFE.iter().any(|phrase| holds(&reply.words, phrase) && !holds(&reply.said_words, phrase)) {
        return Some(Outcome::AskOwner);
    }
    let asks = asks_for_fact(&reply.pressed) || holds_any(&reply.pressed, MORE);
    if !asks || reply.folded.iter().all(|text| text.trim_end().ends_with('?')) {
        return None;
    }
    let backed = |word: &str| reply.backed.iter().any(|known| stem(known) == stem(word));
    let mut telling = reply
        .content_words()
        .filter(|word| !reply.asked_words.iter().any(|asked| asked == word))
        .peekable();
    let is_known = telling.peek().is_some() && telling.all(backed);
    (!is_known).then_some(Outcome::AskOwner)
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::testing::{Case, asks};

    #[test]
    fn what_only_the_owner_knows_is_asked_about() {
        for (asked, reply) in [
            ("ты где?", "тут"),
            ("ты дома?", "да"),
            ("какой у тебя адрес?", "тот же"),
            ("how much is it?", "not much"),
            ("пароль от вайфая какой?", "обычный"),
        ] {
            assert!(asks(Rule::Facts, asked, reply), "{asked} {reply}");
        }
        for reply in ["я увольняюсь", "мы расстались", "i got married"] {
            assert!(asks(Rule::Facts, "что нового?", reply), "{reply}");
        }
        assert!(!asks(Rule::Facts, "она беременна!", "беременна? ого"));
        assert!(!asks(Rule::Facts, "ты где?", "а что?"));
        assert!(!asks(Rule::Facts, "как дела?", "норм"));
    }

    #[test]
    fn what_is_known_is_told() {
        let mut case = Case::asked("какой у тебя адрес?");
        case.supported = vec!["Адрес: улица Садовая"];
        assert!(!case.asks(Rule::Facts, "Садовая улица"));
        assert!(case.asks(Rule::Facts, "Цветочная улица"));
    }
}
