//! No times, dates, sums or other numbers but those that somebody in this chat has named, or that
//! are known.

use super::super::phrases::{held, holds};
use super::super::recalled::dated::tells_more;
use super::Outcome;
use super::reply::Reply;

/// Words that are true at one time only, and yet said all day: in a new reply they are talk.
const TALK: &[&str] = &[
    "день", "дня", "час", "год", "года", "лет", "next", "night", "morning", "evening", "days",
    "sat",
];

/// Russian, English: times that past answers are not searched for.
const MORE: &[&str] = &[
    "полдень",
    "полудню",
    "полудня",
    "полночь",
    "полуночи",
    "рассвет*",
    "закат*",
    "на днях",
    "через пару",
    "через несколько",
    "sunrise",
    "sunset",
    "dozen",
    "half past",
    "quarter past",
    "quarter to",
    "couple of",
    "half an",
];

pub(super) fn object(reply: &Reply<'_>) -> Option<Outcome> {
    let words: Vec<String> =
        reply.words.iter().filter(|word| !TALK.contains(&word.as_str())).cloned().collect();
    let more = held(&words, MORE).any(|phrase| !holds(&reply.said_words, phrase));
    (more || tells_more(&words, &reply.said_words)).then_some(Outcome::AskOwner)
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::testing::{Case, asks};

    #[test]
    fn figures_that_nobody_named_are_asked_about() {
        for reply in [
            "в 7",
            "завтра",
            "500 руб",
            "через полчаса",
            "at noon",
            "семь",
            "к полудню",
            "дом 12",
            "five",
        ] {
            assert!(asks(Rule::Figures, "когда?", reply), "{reply}");
        }
        for reply in ["скоро", "доброе утро", "хорошего дня", "не сейчас"]
        {
            assert!(!asks(Rule::Figures, "когда?", reply), "{reply}");
        }
    }

    #[test]
    fn figures_that_are_named_may_be_repeated() {
        assert!(!asks(Rule::Figures, "завтра в 7?", "да, завтра в 7"));
        let mut case = Case::asked("когда?");
        case.supported = vec!["Приём во вторник в 15"];
        assert!(!case.asks(Rule::Figures, "вторник, в 15"));
        assert!(case.asks(Rule::Figures, "вторник, в 16"));
    }
}
