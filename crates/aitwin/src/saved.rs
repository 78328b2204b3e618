//! What the twins write to their owner in Saved Messages, in the language of the command line.

use engine::{OwnersQuestion, SavedWords};

use crate::language::{Texts, text};

/// The words, in one language.
pub(crate) struct Saved(pub(crate) Texts);

impl SavedWords for Saved {
    fn question(&self, OwnersQuestion { question, chat, .. }: &OwnersQuestion) -> String {
        let chat = chat.as_str();
        let asked = text!(self.0, "saved-asks", chat = chat, text = question.text.as_str());
        let proposed = question.proposed.join(" | ");
        let would = text!(self.0, "saved-would-say", text = proposed.as_str());
        let how = text!(self.0, "saved-how");
        let would = (!proposed.is_empty()).then_some(would);
        [Some(asked), would, Some(how)].into_iter().flatten().collect::<Vec<_>>().join("\n")
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        AccountId, MessageId, PeerId, Question, QuestionEnd, QuestionId, QuestionState, Timestamp,
    };

    use super::*;
    use crate::language::Language;

    #[test]
    fn it_says_who_asks_what_the_twin_would_say_and_how_to_answer() {
        let now = Timestamp::from_secs(1_700_000_000);
        let mut asked = OwnersQuestion {
            question: Question {
                id: QuestionId::new(now, 1),
                account: AccountId::new(now, 2),
                chat: PeerId(7),
                answers: MessageId(5),
                text: "во сколько завтра?".to_owned(),
                proposed: vec!["в 7".to_owned(), "у метро".to_owned()],
                rule: "figures".to_owned(),
                asked_at: now,
                state: QuestionState::Open,
                end: None,
            },
            chat: "Анна".to_owned(),
            end: Some(QuestionEnd::Sent),
        };
        for language in [Language::En, Language::Ru] {
            let words = Saved(language.texts());
            asked.question.proposed = vec!["в 7".to_owned(), "у метро".to_owned()];
            let told = words.question(&asked);
            for part in ["Анна", "во сколько завтра?", "в 7 | у метро"] {
                assert!(told.contains(part), "{part} is not in {told}");
            }
            assert_eq!(told.lines().count(), 3, "{told}");
            asked.question.proposed.clear();
            assert_eq!(words.question(&asked).lines().count(), 2);
        }
    }
}
