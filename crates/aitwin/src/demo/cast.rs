//! The people of the demo.

use anyhow::{Context, Result};
use domain::PeerId;
use serde::Deserialize;

/// Who takes part.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Cast {
    pub(crate) owner: Person,
    pub(crate) contacts: Vec<Contact>,
}

/// An account of the demo.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Person {
    pub(crate) id: i64,
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) phone: String,
    pub(crate) username: String,
}

/// Somebody whom a newcomer can play.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Contact {
    #[serde(flatten)]
    pub(crate) person: Person,
    about: About,
    suggestions: Vec<Suggestion>,
}

#[derive(Debug, Clone, Deserialize)]
struct About {
    ru: String,
    en: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Suggestion {
    text: String,
}

impl Cast {
    pub(crate) fn load() -> Result<Self> {
        serde_json::from_slice(include_bytes!("../../../../demo/suggestions.json"))
            .context("the demo's people are not well-formed")
    }

    /// The contacts, as the page shows them.
    pub(crate) fn contacts(&self) -> Vec<web::Contact> {
        self.contacts.iter().map(|contact| contact.as_page_shows(&self.owner)).collect()
    }

    /// Everybody: the owner first.
    pub(crate) fn people(&self) -> impl Iterator<Item = &Person> {
        std::iter::once(&self.owner).chain(self.contacts.iter().map(|contact| &contact.person))
    }
}

impl Person {
    pub(crate) fn peer(&self) -> PeerId {
        PeerId(self.id)
    }

    pub(crate) fn full_name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name).trim().to_owned()
    }
}

impl Contact {
    fn as_page_shows(&self, owner: &Person) -> web::Contact {
        web::Contact {
            id: self.person.peer(),
            name: self.person.full_name(),
            about_en: self.about.en.clone(),
            about_ru: self.about.ru.clone(),
            phone: self.phone(owner),
        }
    }

    /// The sandbox's phone page as this contact's, open at the chat with the owner.
    fn phone(&self, owner: &Person) -> String {
        let (own, other) = (encoded(&self.person.phone), encoded(&owner.phone));
        let mut address = format!("/phone/?embed=1&as={own}&with={other}");
        for Suggestion { text } in &self.suggestions {
            address += &format!("&suggest={}", encoded(text));
        }
        address
    }
}

/// A text as a value of a query.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use domain::{Author, Content, Message, MessageId, Timestamp};
    use style::Learner;
    use style::export::{self, Item, Options};
    use twin::{Composition, Conversation, compose};

    use super::*;
    use crate::demo::EXPORT;

    #[derive(Deserialize)]
    struct Expected {
        contacts: Vec<Expectations>,
    }

    #[derive(Deserialize)]
    struct Expectations {
        id: i64,
        suggestions: Vec<Expectation>,
    }

    #[derive(Deserialize)]
    struct Expectation {
        text: String,
        expect: String,
    }

    fn learner() -> (Learner, Vec<Message>) {
        let mut messages = Vec::new();
        let mut sink = |item| {
            if let Item::Message(message, _) = item {
                messages.push(message);
            }
            Ok(())
        };
        export::read(EXPORT, &Options::default(), &mut sink).unwrap();
        let mut learner = Learner::new();
        for message in &messages {
            learner.observe(message);
        }
        (learner, messages)
    }

    /// Asks the twin on the evening after the history ends.
    fn ask(learner: &Learner, history: &[Message], chat: PeerId, text: &str) -> Composition {
        let last = history.iter().map(|message| message.sent_at).max().unwrap();
        let now = Timestamp::from_secs(last.as_secs() + 20 * 3_600);
        let before: Vec<Message> =
            history.iter().filter(|message| message.chat == chat).cloned().collect();
        let burst = [Message {
            chat,
            id: MessageId(10_000),
            author: Author::Other,
            sender: chat,
            sent_at: now,
            content: Content::Text { text: text.into() },
            reply_to: None,
            forwarded: false,
            via_bot: false,
            mentions_owner: false,
        }];
        compose(learner, &Conversation { chat, before: &before, burst: &burst, now }, 1)
    }

    #[test]
    fn every_suggestion_does_what_it_is_there_to_show() {
        let expected: Expected =
            serde_json::from_slice(include_bytes!("../../../../demo/suggestions.json")).unwrap();
        let (learner, history) = learner();
        let mut wrong = Vec::new();
        for contact in expected.contacts {
            for suggestion in contact.suggestions {
                let done = ask(&learner, &history, PeerId(contact.id), &suggestion.text);
                let answered = matches!(done, Composition::Answer { .. });
                if answered != (suggestion.expect == "answer") {
                    wrong.push(format!("{}: {done:?}", suggestion.text));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn everybody_is_greeted_and_thanked_back() {
        let (learner, history) = learner();
        let cast = Cast::load().unwrap();
        for contact in &cast.contacts {
            let (greeting, thanks) = match contact.person.username.as_str() {
                "tomhadley" => ("hi", "thanks!"),
                "sn_gromov" | "viktor_palych" => ("Здравствуйте, Илья", "Спасибо"),
                _ => ("привет", "спасибо"),
            };
            for text in [greeting, thanks] {
                let said = ask(&learner, &history, contact.person.peer(), text);
                let answered = matches!(said, Composition::Answer { .. });
                assert!(answered, "{}: {text}: {said:?}", contact.person.username);
            }
        }
    }

    #[test]
    fn everybody_has_a_history_and_something_to_click() {
        let cast = Cast::load().unwrap();
        let (_, history) = learner();
        assert_eq!(cast.contacts.len(), 8);
        for contact in &cast.contacts {
            assert!(history.iter().any(|message| message.chat == contact.person.peer()));
            assert!(!contact.suggestions.is_empty());
        }
        for contact in cast.contacts() {
            assert!(contact.phone.starts_with("/phone/?") && contact.phone.contains("&suggest=%"));
        }
    }
}
