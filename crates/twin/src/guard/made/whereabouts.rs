//! Where the owner is and goes is told only if the owner has said so here.

use super::super::phrases::{begins, held, holds, holds_any};
use super::super::recalled::whereabouts::WHEREABOUTS;
use super::Outcome;
use super::reply::Reply;

/// Russian, English: places that past answers are not searched for.
const MORE: &[&str] = &[
    "я сейчас в",
    "я сейчас на",
    "я сейчас у",
    "мы сейчас в",
    "мы сейчас на",
    "мы в",
    "мы на",
    "я у",
    "мы у",
    "живу в",
    "живу на",
    "живем в",
    "живем на",
    "работаю в",
    "работаю на",
    "был в",
    "была в",
    "были в",
    "был на",
    "была на",
    "переехал*",
    "переезжа*",
    "улетел*",
    "улета*",
    "i live in",
    "i live at",
    "i live on",
    "we live",
    "i work at",
    "i work for",
    "i am at",
    "i am in",
    "we are at",
    "we are in",
    "were at",
    "were in",
    "moved to",
];

/// Russian: "I am in" before a place, but not before a state of mind.
const I_AM: &[&str] = &["я в", "я на"];
const STATES: &[&str] = &[
    "шок*",
    "курсе",
    "деле",
    "порядке",
    "восторг*",
    "ужас*",
    "тему",
    "теме",
    "этом",
    "нем",
    "ней",
    "них",
    "целом",
    "общем",
    "принципе",
    "последн*",
    "тебя",
    "тебе",
    "вас",
    "это",
    "него",
    "нее",
    "их",
    "связи",
    "твоей",
    "твоем",
    "вашей",
    "самом",
    "ахуе",
    "ауте",
    "печали",
    "нуле",
    "раздумьях",
];

pub(super) fn object(reply: &Reply<'_>) -> Option<Outcome> {
    let words = &reply.words;
    let is_somewhere = (0..words.len()).any(|place| {
        let stands = I_AM.iter().any(|phrase| begins(&words[place..], phrase));
        stands
            && words.get(place + 2).is_some_and(|next| {
                !holds_any(std::slice::from_ref(next), STATES) && !reply.backed.contains(next)
            })
    });
    let tells = is_somewhere
        || held(words, WHEREABOUTS)
            .chain(held(words, MORE))
            .any(|phrase| !holds(&reply.backed, phrase));
    tells.then_some(Outcome::AskOwner)
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::testing::{Case, asks};

    #[test]
    fn where_the_owner_is_is_asked_about() {
        for reply in
            ["я дома", "еду уже", "on my way", "in a meeting", "я в турции", "мы на даче у друзей"]
        {
            assert!(asks(Rule::Whereabouts, "как ты?", reply), "{reply}");
        }
        for reply in ["норм, работаю", "я в шоке", "я на тебя обиделся"]
        {
            assert!(!asks(Rule::Whereabouts, "как ты?", reply), "{reply}");
        }
        let case = Case::asked("ну что?").owner_said("я дома сегодня");
        assert!(!case.asks(Rule::Whereabouts, "дома, говорю же"));
    }
}
