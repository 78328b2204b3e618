//! Which of several replies the owner would give, and what is said when silence is not allowed.

use domain::{Author, Content, Message, MessageId, PeerId, Timestamp};
use style::Learner;
use twin::{Always, Conversation, Ranker};

const CHAT: PeerId = PeerId(7);
const TOPICS: [(&str, &str); 6] = [
    ("ты в театр идёшь в субботу?", "в театр пойду, билеты взял"),
    ("как там ремонт на кухне?", "кухню доделали, плитка лежит"),
    ("собаку к ветеринару возил?", "ветеринар сказал что собака здорова"),
    ("дачу продали?", "дачу пока не продали, ждём весны"),
    ("велосипед починил?", "велосипед на ходу, цепь заменил"),
    ("экзамен сдала дочка?", "дочка экзамен сдала на пять"),
];

fn message(id: i32, author: Author, text: &str) -> Message {
    Message {
        chat: CHAT,
        id: MessageId(id),
        author,
        sender: if author == Author::Other { CHAT } else { PeerId(1) },
        sent_at: Timestamp::from_secs(1_700_000_000 + i64::from(id) * 3600),
        content: Content::Text { text: text.into() },
        reply_to: None,
        forwarded: false,
        via_bot: false,
        mentions_owner: false,
    }
}

/// The owner writes small, the other side with capitals and full stops.
fn learnt() -> Learner {
    let mut learner = Learner::new();
    let texts = TOPICS.iter().cycle().take(TOPICS.len() * 20);
    for (number, (question, answer)) in (0..).zip(texts) {
        let question = format!("Слушай. {question} Расскажи, пожалуйста.");
        learner.observe(&message(2 * number, Author::Other, &question));
        learner.observe(&message(2 * number + 1, Author::Owner, answer));
    }
    learner
}

fn asked(text: &str) -> [Message; 1] {
    [message(100_000, Author::Other, text)]
}

fn best(learner: &Learner, question: &str, replies: &[&str]) -> usize {
    let burst = asked(question);
    let now = Timestamp::from_secs(1_900_000_000);
    let conversation = Conversation { chat: CHAT, before: &[], burst: &burst, now };
    let scores = Ranker::new(learner).scores(&conversation, replies);
    (0..replies.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b])).expect("there are replies")
}

#[test]
fn the_reply_that_fits_comes_first() {
    let learner = learnt();
    let replies: Vec<&str> = TOPICS.iter().map(|(_, answer)| *answer).collect();
    for (place, (question, _)) in TOPICS.iter().enumerate() {
        assert_eq!(best(&learner, question, &replies), place, "{question}");
    }
}

#[test]
fn of_replies_that_fit_alike_the_owners_manner_comes_first() {
    let replies =
        ["Слушай. Велосипед на ходу. Цепь заменил, пожалуйста.", "велосипед на ходу, цепь заменил"];
    assert_eq!(best(&learnt(), "как велосипед?", &replies), 1);
}

#[test]
fn whatever_is_asked_is_answered_in_the_owners_words_and_alike_for_the_same_seed() {
    let learner = learnt();
    let ranker = Ranker::new(&learner);
    let always = Always::new(&learner, &ranker);
    let own: Vec<&str> = TOPICS.iter().map(|(_, answer)| *answer).collect();
    let now = Timestamp::from_secs(1_900_000_000);
    let mut fitting = 0;
    for seed in 0..40 {
        let burst = asked("а что с дачей, продали дачу?");
        let conversation = Conversation { chat: CHAT, before: &[], burst: &burst, now };
        let said = always.answer(&conversation, seed).unwrap();
        assert!(said.iter().all(|text| own.contains(&text.as_str())), "{said:?}");
        assert_eq!(always.answer(&conversation, seed), Some(said.clone()));
        fitting += usize::from(said[0].starts_with("дачу"));
    }
    assert!(fitting > 20, "{fitting} of 40 speak of what was asked");
}

#[test]
fn who_has_learnt_nothing_ranks_and_says_nothing() {
    let learner = Learner::new();
    let ranker = Ranker::new(&learner);
    let burst = asked("🙂 \u{202e}?");
    let now = Timestamp::from_secs(0);
    let conversation = Conversation { chat: CHAT, before: &[], burst: &burst, now };
    assert_eq!(Always::new(&learner, &ranker).answer(&conversation, 1), None);
    assert!(ranker.scores(&conversation, &["да", ""]).iter().all(|score| score.is_finite()));
    assert_eq!(ranker.scores::<&str>(&conversation, &[]), [0.0; 0]);
}
