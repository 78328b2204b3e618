//! In a group, what was said to one of them is said to another only if the owner speaks with both
//! alike: nothing tender or rude, and no "ты" for whom the owner calls "вы".

use style::Address;
use style::language::words;

use super::Candidate;
use super::elsewhere::is_personal;

pub(super) fn refuses(candidate: &Candidate<'_>) -> bool {
    // What was said in another chat is judged more strictly.
    if !candidate.hit.same_chat || candidate.hit.to_asker {
        return false;
    }
    candidate.bubbles.iter().any(|bubble| {
        let words = words(bubble);
        let addressed = Address::of(&words);
        let theirs = || candidate.learner.address(candidate.chat, candidate.asker);
        is_personal(&words) || (addressed.is_some() && addressed != theirs())
    })
}

#[cfg(test)]
mod tests {
    use domain::{Author, Content, Message, MessageId, PeerId, Timestamp};
    use style::{Hit, Learner};

    use super::super::tests::{exemplar, hit};
    use super::*;
    use crate::burst::Burst;

    const GROUP: PeerId = PeerId(-5);
    const FRIEND: PeerId = PeerId(7);
    const BOSS: PeerId = PeerId(8);
    const NEWCOMER: PeerId = PeerId(9);

    /// The owner calls one of a group "ты", and another "вы" in their own chat.
    fn learner() -> Learner {
        let mut learner = Learner::new();
        let said = [
            (GROUP, FRIEND, "едешь?", "а ты как думаешь, приезжай"),
            (BOSS, BOSS, "отчёт?", "Вам пришлю вечером"),
        ];
        for (place, (chat, asker, question, answer)) in (0..).zip(said) {
            for (id, author, text) in [(1, Author::Other, question), (2, Author::Owner, answer)] {
                learner.observe(&Message {
                    chat,
                    id: MessageId(id),
                    author,
                    sender: if id == 1 { asker } else { PeerId(1) },
                    sent_at: Timestamp::from_secs(place * 100 + i64::from(id)),
                    content: Content::Text { text: text.into() },
                    reply_to: None,
                    forwarded: false,
                    via_bot: false,
                    mentions_owner: false,
                });
            }
        }
        learner
    }

    /// Whether what was said to the friend in the group is refused to somebody else there.
    fn refused(answer: &str, asker: PeerId) -> bool {
        let bubbles = [answer.to_owned()];
        let burst = Burst::saying("едешь?");
        let learnt = exemplar("едешь?", answer);
        let hit = Hit { to_asker: asker == FRIEND, ..hit(&learnt, true) };
        let learner = learner();
        let place = crate::guard::Place { chat: GROUP, asker };
        refuses(&Candidate::new(&burst, &bubbles, place, &hit, &learner))
    }

    #[test]
    fn each_is_addressed_as_the_owner_addresses_them() {
        assert!(!refused("а ты?", FRIEND));
        assert!(refused("а ты?", BOSS));
        assert!(!refused("а вы?", BOSS));
        assert!(!refused("нет, работаю", BOSS));
        // Whoever is new is one of them.
        assert!(!refused("а ты?", NEWCOMER));
        assert!(refused("а вы?", NEWCOMER));
    }

    #[test]
    fn what_is_tender_or_rude_is_for_whom_it_was_meant() {
        assert!(!refused("конечно, солнце", FRIEND));
        for answer in ["конечно, солнце", "ок, мам", "иди нахрен"] {
            assert!(refused(answer, BOSS), "{answer}");
            assert!(refused(answer, NEWCOMER), "{answer}");
        }
    }
}
