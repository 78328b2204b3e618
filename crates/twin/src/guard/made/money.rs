//! No word about money that the owner has not said: asking, owing and paying are the owner's.

use super::super::phrases::holds_any;
use super::super::recalled::money::{is_given, is_spoken_of};
use super::Outcome;
use super::reply::Reply;

/// Russian: what is to be done about a debt.
const SETTLING: &[&str] = &["отда*", "верн*", "возвра*", "заплат*", "плат*", "перевес*", "скин*"];
/// How near what must be done stands.
const NEAR: usize = 3;

pub(super) fn object(reply: &Reply<'_>) -> Option<Outcome> {
    let speaks = |words: &[String]| is_given(words) || is_spoken_of(words);
    let words = without_duties(&reply.words);
    let unbacked: Vec<String> =
        words.iter().filter(|word| !reply.backed.contains(word)).cloned().collect();
    (speaks(&words) && speaks(&unbacked)).then_some(Outcome::AskOwner)
}

/// The words without "должен" where it says that something must be or be done, and nothing is owed:
/// "должно быть", "они должны упасть".
fn without_duties(words: &[String]) -> Vec<String> {
    let is_duty = |place: usize| {
        let near = &words[place + 1..words.len().min(place + 1 + NEAR)];
        let before = &words[place.saturating_sub(NEAR)..place];
        let does = |word: &String| {
            ["ть", "ться", "ти", "тись", "чь"].iter().any(|end| word.ends_with(end))
        };
        let settles =
            near.iter().chain(before).any(|word| holds_any(std::slice::from_ref(word), SETTLING));
        words[place] == "должно" || (near.iter().any(does) && !settles)
    };
    let kept = words.iter().enumerate();
    kept.filter(|(place, word)| !(word.starts_with("долж") && is_duty(*place)))
        .map(|(_, word)| word.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::testing::{Case, asks};

    #[test]
    fn money_is_the_owners_to_speak_of() {
        for reply in ["скинь тысячу", "я тебе должен", "оплатил", "can you lend me some", "I paid"]
        {
            assert!(asks(Rule::Money, "ну?", reply), "{reply}");
        }
        for reply in ["я должен тебе вернуть", "должен отдать", "я тебе должен", "должны ему"]
        {
            assert!(asks(Rule::Money, "ну?", reply), "{reply}");
        }
        for reply in ["кино отличное", "должно быть", "они должны работать", "а не должен падать?"]
        {
            assert!(!asks(Rule::Money, "ну?", reply), "{reply}");
        }
        let case = Case::asked("и?").owner_said("я оплатил счет");
        assert!(!case.asks(Rule::Money, "оплатил"));
    }
}
