//! No word about money that the owner has not said: asking, owing and paying are the owner's.

use super::super::recalled::money::{is_given, is_spoken_of};
use super::Outcome;
use super::reply::Reply;

pub(super) fn object(reply: &Reply<'_>) -> Option<Outcome> {
    let speaks = |words: &[String]| is_given(words) || is_spoken_of(words);
    let unbacked: Vec<String> =
        reply.words.iter().filter(|word| !reply.backed.contains(word)).cloned().collect();
    (speaks(&reply.words) && speaks(&unbacked)).then_some(Outcome::AskOwner)
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
        assert!(!asks(Rule::Money, "ну?", "кино отличное"));
        let case = Case::asked("и?").owner_said("я оплатил счет");
        assert!(!case.asks(Rule::Money, "оплатил"));
    }
}
