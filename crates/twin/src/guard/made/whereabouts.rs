//! Where the owner is and goes is told only if the owner has said so here.

use super::super::phrases::holds;
use super::super::recalled::whereabouts::WHEREABOUTS;
use super::Outcome;
use super::reply::Reply;

pub(super) fn object(reply: &Reply<'_>) -> Option<Outcome> {
    let tells = WHEREABOUTS
        .iter()
        .any(|phrase| holds(&reply.words, phrase) && !holds(&reply.backed, phrase));
    tells.then_some(Outcome::AskOwner)
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::testing::{Case, asks};

    #[test]
    fn where_the_owner_is_is_asked_about() {
        for reply in ["я дома", "еду уже", "on my way", "in a meeting"] {
            assert!(asks(Rule::Whereabouts, "как ты?", reply), "{reply}");
        }
        assert!(!asks(Rule::Whereabouts, "как ты?", "норм, работаю"));
        let case = Case::asked("ну что?").owner_said("я дома сегодня");
        assert!(!case.asks(Rule::Whereabouts, "дома, говорю же"));
    }
}
