//! What is learnt of how the owner writes: likeness, rhythm.

mod script;

use std::time::Duration;

use domain::{Author, Message, PeerId, Timestamp};
use jiff::tz::{Offset, TimeZone};
use style::{Learner, LikenessModel, Moment};

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

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
/// A Monday, midnight UTC.
const MONDAY: i64 = 1_700_438_400;

fn moment(chat: PeerId, at: i64) -> Moment<'static> {
    Moment { chat, relatives: &[], at: Timestamp::from_secs(at), overtaken: Duration::ZERO }
}

/// The middle one of 99 delays drawn, in seconds.
fn median_delay(learner: &Learner, moment: &Moment<'_>) -> u64 {
    let mut drawn: Vec<u64> =
        (0..99).map(|seed| learner.rhythm().draw_delay(moment, seed).as_secs()).collect();
    drawn.sort_unstable();
    drawn[49]
}

/// Somebody who answers at once in the evening and after an hour in the morning.
fn evening_person(chat: PeerId) -> Script {
    let mut script = Script::new();
    for day in 0..60 {
        for (hour, delay) in [(8, HOUR), (20, 20)] {
            script.now = MONDAY + day * DAY + hour * HOUR + day;
            script.says(chat, Author::Other, "как дела?");
            script.now += delay - 5;
            script.says(chat, Author::Owner, "нормально");
        }
    }
    script
}

#[test]
fn the_time_to_answer_depends_on_the_hour() {
    let mut learner = evening_person(ANNA).learn();
    let day = MONDAY + 70 * DAY;
    let about_an_hour = 3300..3900;
    assert_eq!(median_delay(&learner, &moment(ANNA, day + 20 * HOUR)), 20);
    assert!(about_an_hour.contains(&median_delay(&learner, &moment(ANNA, day + 8 * HOUR))));
    let new_chat = median_delay(&learner, &moment(BOSS, day + 8 * HOUR));
    assert!(about_an_hour.contains(&new_chat), "{new_chat}");
    let answers = learner.profile(Some(ANNA)).answers;
    assert_eq!((answers.morning, answers.evening), (Some(3600.0), Some(20.0)));
    assert_eq!((answers.night, answers.day), (None, None));
    let offset = Offset::from_hours(12).expect("a valid offset");
    learner.set_zone(TimeZone::fixed(offset));
    let answers = learner.profile(Some(ANNA)).answers;
    assert_eq!((answers.morning, answers.evening), (Some(20.0), Some(3600.0)));
    assert_eq!(median_delay(&learner, &moment(ANNA, day + 20 * HOUR)), 20, "wherever the owner is");
}

#[test]
fn lately_counts_more_than_long_ago() {
    let mut script = Script::new();
    for n in 0..900 {
        script.after(HOUR);
        script.says(ANNA, Author::Other, "тут?");
        script.after(if n < 500 { 1800 } else { 25 });
        script.says(ANNA, Author::Owner, "да");
    }
    assert_eq!(median_delay(&script.learn(), &moment(ANNA, script.now)), 30);
}

#[test]
fn what_was_overtaken_is_answered_later() {
    let group = PeerId(-9);
    let mut script = Script::new();
    for _ in 0..40 {
        script.after(DAY);
        let asked = script.says(group, Author::Other, "кто знает?").id;
        script.after(300);
        script.says(group, Author::Other, "а я про другое").sender = BOSS;
        script.after(55);
        script.says(group, Author::Owner, "я знаю").reply_to = Some(asked);
        script.after(DAY);
        script.says(group, Author::Other, "эй");
        script.says(group, Author::Owner, "что");
    }
    let learner = script.learn();
    let last = moment(group, script.now);
    let older = Moment { overtaken: Duration::from_secs(600), ..last };
    assert_eq!(median_delay(&learner, &last), 5);
    assert_eq!(median_delay(&learner, &older), 660, "10 minutes are over, and the owner takes one");
}

#[test]
fn a_chat_of_few_answers_has_the_rhythm_of_those_like_it() {
    let friends: Vec<PeerId> = (20..26).map(PeerId).collect();
    let mut script = Script::new();
    for n in 0..40 {
        for (place, friend) in friends.iter().enumerate() {
            for (chat, delay) in [(*friend, 10 + place as i64), (PeerId(friend.0 + 10), 7200 + n)] {
                script.after(HOUR);
                script.says(chat, Author::Other, "тут?");
                script.after(delay - 5);
                script.says(chat, Author::Owner, "да");
            }
        }
    }
    let learner = script.learn();
    let new = moment(ANNA, script.now);
    let median = median_delay(&learner, &Moment { relatives: &friends, ..new });
    assert!((10..20).contains(&median), "{median}");
}

#[test]
fn delays_are_the_same_whatever_the_order_of_chats() {
    let (mut script, other) = (evening_person(ANNA), evening_person(BOSS));
    script.messages.extend(other.messages);
    let (one, at) = (script.learn(), moment(PeerId(99), script.now));
    script.messages.rotate_right(120);
    let two = script.learn();
    for seed in 0..50 {
        let delay = one.rhythm().draw_delay(&at, seed);
        assert_eq!(delay, two.rhythm().draw_delay(&at, seed));
    }
}
