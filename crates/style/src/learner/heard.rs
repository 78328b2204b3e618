//! What was heard in a message after it was learnt from: its words take their place.

use std::sync::Arc;

use domain::Message;

use super::Learner;
use crate::language::words;
use crate::mask::mask;
use crate::turn::own_text;

impl Learner {
    /// Learns the words of a message that was learnt from when nobody had heard it yet, as if they had
    /// been there: what the owner answers to it from now on is an example of how they do. `false` if
    /// somebody has spoken since: what they answered is learnt only where all is learnt anew. What is
    /// counted of habits is as it was until then.
    pub fn hear(&mut self, message: &Message) -> bool {
        let Some(state) = self.chats.get_mut(&message.chat) else {
            // Nothing is learnt there.
            return true;
        };
        let is_last = state.turns.back_mut().is_some_and(|turn| turn.hear(message));
        let text = message.content.text().unwrap_or_default();
        if !is_last && own_text(message).is_some() {
            return false;
        }
        let words = words(&mask(text));
        if is_last {
            Arc::make_mut(&mut self.lexicon).observe(&words);
        }
        self.vocabulary.observe(message.chat, false, &words);
        true
    }
}

#[cfg(test)]
mod tests {
    use domain::{Author, Content, MessageId, PeerId, Timestamp};

    use super::*;

    const ANNA: PeerId = PeerId(7);

    fn says(id: i32, author: Author, content: Content) -> Message {
        Message {
            chat: ANNA,
            id: MessageId(id),
            author,
            sender: if author == Author::Owner { PeerId(1) } else { ANNA },
            sent_at: Timestamp::from_secs(1_700_000_000 + i64::from(id) * 10),
            content,
            reply_to: None,
            forwarded: false,
            via_bot: false,
            mentions_owner: false,
        }
    }

    fn text(text: &str) -> Content {
        Content::Text { text: text.to_owned() }
    }

    fn note(said: Option<&str>) -> Content {
        Content::Voice { seconds: Some(4), said: said.map(str::to_owned) }
    }

    fn learnt(learner: &Learner) -> Vec<(Vec<String>, String)> {
        let exemplars = learner.recall().exemplars();
        let question = |lines: &crate::exemplar::Lines| lines.iter().map(str::to_owned).collect();
        exemplars.map(|one| (question(&one.question), one.answer.joined())).collect()
    }

    #[test]
    fn what_was_heard_is_learnt_as_if_it_had_been_known_at_once() {
        let answer = says(4, Author::Owner, text("у реки"));
        let before = |said| {
            let mut learner = Learner::new();
            learner.observe(&says(1, Author::Other, text("слушай")));
            learner.observe(&says(2, Author::Other, note(said)));
            learner.observe(&says(3, Author::Other, text("а?")));
            learner
        };
        let mut heard_late = before(None);
        assert!(heard_late.hear(&says(2, Author::Other, note(Some("где встретимся?")))));
        let mut known = before(Some("где встретимся?"));
        for learner in [&mut heard_late, &mut known] {
            learner.observe(&answer);
        }
        let question = ["слушай", "где встретимся?", "а?"].map(str::to_owned).to_vec();
        assert_eq!(learnt(&known), [(question, "у реки".to_owned())]);
        assert_eq!(learnt(&heard_late), learnt(&known));
        let mut unheard = before(None);
        unheard.observe(&answer);
        assert_eq!(learnt(&unheard), []);
    }

    #[test]
    fn a_note_in_which_nobody_speaks_stays_a_question_of_unknown_words() {
        let mut learner = Learner::new();
        learner.observe(&says(1, Author::Other, text("слушай")));
        learner.observe(&says(2, Author::Other, note(None)));
        assert!(learner.hear(&says(2, Author::Other, note(Some("")))));
        learner.observe(&says(3, Author::Owner, text("что там?")));
        assert_eq!(learnt(&learner), []);
    }

    #[test]
    fn what_was_answered_before_it_was_heard_is_to_be_learnt_anew() {
        let mut learner = Learner::new();
        learner.observe(&says(1, Author::Other, note(None)));
        learner.observe(&says(2, Author::Owner, text("у реки")));
        assert!(!learner.hear(&says(1, Author::Other, note(Some("где встретимся?")))));
        assert!(learner.hear(&says(9, Author::Owner, note(Some("сам")))), "it is no example");
    }
}
