//! What is learnt of how the owner writes: likeness.

mod script;

use domain::{Author, Message, PeerId};
use style::{Learner, LikenessModel};

use script::{OWNER, Script};

const ANNA: PeerId = PeerId(7);
const BOSS: PeerId = PeerId(8);

/// Two people who talk of the same and write in other ways.
fn two_writers(talks: usize) -> Script {
    const TOPICS: [&str; 6] = ["отчёт", "встречу", "билеты", "ужин", "машину", "погоду"];
    const DAYS: [&str; 4] = ["сегодня", "завтра", "в пятницу", "вечером"];
    let mut script = Script::new();
    for n in 0..talks {
        let (topic, day) = (TOPICS[n % TOPICS.len()], DAYS[n / 2 % DAYS.len()]);
        script.after(40_000);
        script.says(ANNA, Author::Other, &format!("Добрый день. Прошу обсудить {topic} {day}."));
        script.says(ANNA, Author::Owner, &format!("ага, {day} гляну {topic} и отпишусь))"));
        if n % 3 == 0 {
            script.says(ANNA, Author::Other, "ок");
            script.says(ANNA, Author::Owner, "ок");
        }
    }
    script
}

#[test]
fn the_owners_way_of_writing_is_told_from_others() {
    let learner = two_writers(120).learn();
    let likeness = learner.likeness().expect("enough was learnt");
    let own = likeness.probability("ага, завтра гляну отчёт))");
    let others = likeness.probability("Прошу обсудить встречу завтра.");
    assert!(own > 0.9 && others < 0.1, "{own} {others}");
    let new = likeness.probability("ага, в субботу отпишусь про дачу))");
    assert!(new > 0.7, "words never seen, written as the owner writes: {new}");
    let short = likeness.log_odds("ок");
    assert!(short.abs() < 1.0, "both say it: {short}");
}

#[test]
fn likeness_is_the_same_in_any_order_of_chats() {
    let mut script = two_writers(60);
    let moved: Vec<Message> = script
        .messages
        .iter()
        .map(|message| Message { chat: BOSS, sender: OWNER, ..message.clone() })
        .collect();
    let text = "ага, завтра гляну";
    let odds = |messages: &[Message]| {
        let mut learner = Learner::new();
        messages.iter().for_each(|message| learner.observe(message));
        learner.likeness().expect("enough was learnt").log_odds(text)
    };
    script.messages.extend(moved.clone());
    let one_way = odds(&script.messages);
    script.messages.rotate_right(moved.len());
    assert_eq!(one_way, odds(&script.messages));
}

#[test]
fn too_little_or_one_sided_talk_gives_no_likeness() {
    assert!(two_writers(10).learn().likeness().is_none());
    let mut script = Script::new();
    for n in 0..200 {
        script.says(ANNA, Author::Owner, &format!("я тут один {n}"));
    }
    assert!(script.learn().likeness().is_none());
}

#[test]
fn any_text_has_a_likeness() {
    let long = "ы".repeat(100_000);
    let odd = ["", " ", "👍👍👍", "שלום עולם", "\u{202e}abc", "\u{0}", &long];
    let texts: Vec<(&str, bool)> =
        (0..140).map(|n| (odd[n % odd.len()], (n / odd.len()).is_multiple_of(2))).collect();
    let likeness = LikenessModel::learn(texts.iter().copied()).expect("70 on either side");
    for text in odd {
        let p = likeness.probability(text);
        assert!((0.2..=0.8).contains(&p), "both wrote the same: {p}");
    }
}

#[test]
fn new_messages_are_taken_up_and_deleted_ones_forgotten() {
    let mut script = two_writers(120);
    let mut learner = script.learn();
    let text = "вжух и сразу в дамки";
    let before = learner.likeness().expect("enough").log_odds(text);
    let known = script.messages.len();
    for _ in 0..30 {
        script.after(4_000);
        script.says(ANNA, Author::Owner, "вжух и в дамки");
    }
    script.messages[known..].iter().for_each(|message| learner.observe(message));
    let after = learner.likeness().expect("enough").log_odds(text);
    assert!(after > before + 0.5, "{before} → {after}");
    script.messages[known..].iter().for_each(|m| learner.forget(m.chat, m.id));
    assert_eq!(learner.likeness().expect("enough").log_odds(text), before);
}
