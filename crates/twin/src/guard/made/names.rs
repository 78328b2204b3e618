//! No names of people and places that nobody in this chat has named.

use style::language::words;

use super::super::recalled::names::names;
use super::Outcome;
use super::reply::Reply;

pub(super) fn object(reply: &Reply<'_>) -> Option<Outcome> {
    let unknown = reply.plain.iter().flat_map(|text| names(text)).any(|name| {
        words(name.text).iter().any(|word| {
            word.chars().all(char::is_alphabetic)
                && !reply.is_said(word)
                && !reply.spread(word).here
        })
    });
    unknown.then_some(Outcome::AskOwner)
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::super::testing::{Case, asks};

    #[test]
    fn names_that_nobody_named_are_asked_about() {
        for reply in ["я с Мариной", "он в Твери живёт", "ask Peter about it", "Да, Наташ"]
        {
            assert!(asks(Rule::Names, "ну что?", reply), "{reply}");
        }
        let learnt = Case::asked("ну что?").learnt(&[8, 9, 10], "кто?", "это Марина звонила");
        assert!(learnt.asks(Rule::Names, "с Мариной говорил"), "named in other chats");
    }

    #[test]
    fn names_of_this_chat_are_known() {
        assert!(!asks(Rule::Names, "как там Марина?", "спит. Накормил Марину"));
        let learnt = Case::asked("ну что?").learnt(&[7], "кто?", "это Марина звонила");
        assert!(!learnt.asks(Rule::Names, "с Мариной говорил"));
        let mut supported = Case::asked("кто звонил?");
        supported.supported = vec!["Сестру зовут Марина"];
        assert!(!supported.asks(Rule::Names, "да это Марина"));
        assert!(!asks(Rule::Names, "ну", "ДА КОНЕЧНО. Давай"));
        assert!(!asks(Rule::Names, "so?", "yeah I think I'm fine"));
    }
}
