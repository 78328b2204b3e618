//! Nothing is promised, permitted, consented to or reported as done that the owner has not said
//! himself: that is a question to the owner.

use style::language::Concept::{Ok, Yes};
use style::language::phrases;

use super::super::phrases::{held, holds, holds_any};
use super::super::recalled::consent::BINDS_BY_YES;
use super::super::recalled::money::is_spoken_of;
use super::super::recalled::promises::{PERMISSIONS, PROMISES, REPORTS};
use super::Outcome;
use super::consent_words::{ASKS, CONSENTS, MORE_PROMISES, TALK};
use super::reply::Reply;

/// In a reply of up to so many words, a yes anywhere is consent; in a longer one, a yes among its
/// first words.
const YES_WORDS: usize = 8;
const OPENING: usize = 3;

pub(super) fn object(reply: &Reply<'_>) -> Option<Outcome> {
    (binds(reply) || consents(reply)).then_some(Outcome::AskOwner)
}

/// Whether it promises, permits or reports something that the owner has not said.
fn binds(reply: &Reply<'_>) -> bool {
    let lists = [PROMISES, REPORTS, PERMISSIONS, MORE_PROMISES];
    lists
        .iter()
        .flat_map(|list| held(&reply.words, list))
        .any(|phrase| !TALK.contains(phrase) && !holds(&reply.backed, phrase))
}

/// Whether it says yes to what would bind the owner. A question back binds nobody.
fn consents(reply: &Reply<'_>) -> bool {
    let asked = &reply.pressed;
    let is_asked = is_spoken_of(asked) || holds_any(asked, BINDS_BY_YES) || holds_any(asked, ASKS);
    is_asked && {
        let said = &reply.words;
        let looked_at = if said.len() <= YES_WORDS { said } else { &said[..OPENING] };
        let yes = |concept| matches!(concept, Yes | Ok);
        phrases(looked_at).iter().any(|found| yes(found.concept)) || holds_any(looked_at, CONSENTS)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::testing::{Case, asks};

    #[test]
    fn promises_are_the_owners() {
        for reply in [
            "переведу завтра",
            "Обещаю!",
            "приеду к семи",
            "я заплачу, не переживай",
            "I'll pay for it",
            "I promise",
            "we will be there",
            "deal!",
            "отправил документы",
            "go ahead",
        ] {
            assert!(asks(Rule::Commitments, "ну что?", reply), "{reply}");
        }
        for reply in ["ну такое", "не знаю даже", "смешно", "no idea", "могу представить"]
        {
            assert!(!asks(Rule::Commitments, "ну что?", reply), "{reply}");
        }
    }

    #[test]
    fn a_yes_to_what_binds_is_the_owners() {
        for asked in [
            "займёшь пять тысяч?",
            "встретимся в субботу?",
            "можешь подписать?",
            "can you send me the money?",
            "dinner tonight?",
            "ты купишь билеты?",
        ] {
            for reply in [
                "да",
                "ага",
                "давай",
                "ок",
                "👍",
                "+",
                "sure",
                "конечно!",
                "без проблем",
                "why not",
            ] {
                assert!(asks(Rule::Commitments, asked, reply), "{asked} {reply}");
            }
            let wordy = "конечно, о чём речь, мы ведь с тобой сто лет друзья и вообще";
            assert!(asks(Rule::Commitments, asked, wordy), "{asked}");
            assert!(!asks(Rule::Commitments, asked, "не знаю пока"), "{asked}");
        }
        assert!(!asks(Rule::Commitments, "хорошая погода", "да"));
        let case = Case::asked("ну?").other_said("займёшь пять тысяч?");
        assert!(case.asks(Rule::Commitments, "да"));
    }

    #[test]
    fn what_the_owner_has_said_may_be_said_again() {
        let case = Case::asked("так как?").owner_said("приеду к вам");
        assert!(!case.asks(Rule::Commitments, "ну приеду же"));
        let mut case = Case::asked("так как?");
        case.supported = vec!["Хозяин обещает: приеду в субботу"];
        assert!(!case.asks(Rule::Commitments, "приеду"));
    }
}
