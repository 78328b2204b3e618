//! How the owner writes to whom: profiles and relations.

mod script;

use domain::{Author, Content, PeerId, Relation};
use style::profile::{Difference, Habitual};
use style::{Addressee, Learner, Profile};

use script::Script;

const ANNA: PeerId = PeerId(7);
const BOSS: PeerId = PeerId(8);
const NEW: PeerId = PeerId(9);

/// The owner to a friend and to a superior, in turns; each text of a list as often as it takes.
fn friend_and_boss(texts: usize) -> Script {
    let mut script = Script::new();
    for n in 0..texts {
        let said = |list: [&'static str; 4]| list[n % 4];
        script.after(7200);
        script.says(ANNA, Author::Other, said(["ты где", "че как", "глянь", "го гулять"]));
        script.says(ANNA, Author::Owner, said(["привет)", "ок 😂", "дааа)", "короче ща буду"]));
        script.says(ANNA, Author::Owner, said(["норм", "бегу)", "ты где", "ага"]));
        script.after(7200);
        let asked = ["Пришлите отчёт.", "Когда встреча?", "Нужен договор.", "Вы в офисе?"];
        script.says(BOSS, Author::Other, said(asked));
        script.says(
            BOSS,
            Author::Owner,
            said([
                "Добрый день. Отчёт отправил вам на почту.",
                "Совещание назначено на десять утра, приглашение вам отправлено.",
                "Договор согласован, подпишу сегодня и сообщу вам.",
                "Да, я в офисе. Презентация ещё не готова.",
            ]),
        );
    }
    script
}

#[test]
fn two_contacts_written_to_differently_have_different_profiles() {
    let learner = friend_and_boss(80).learn();
    let [anna, boss] = [ANNA, BOSS].map(|chat| learner.profile(Some(chat)));
    assert_eq!((anna.texts, boss.texts), (160, 80));
    assert!(anna.chars[1] <= 8.0 && boss.chars[1] > 40.0, "{:?} {:?}", anna.chars, boss.chars);
    assert!((anna.bubbles - 2.0).abs() < 0.1 && boss.bubbles < 1.1);
    assert!(anna.capitals < 0.05 && boss.capitals > 0.95);
    assert!(anna.endings.bracket > 0.3 && anna.endings.full_stop < 0.05);
    assert!(boss.endings.full_stop > 0.95);
    assert!(anna.emoji > 0.1 && boss.emoji < 0.02);
    assert!(anna.drawn_out > 0.1 && anna.formal.is_none_or(|formal| formal < 0.5));
    assert!(boss.formal.expect("polite") > 0.9 && boss.yo.expect("writes ё") > 0.9);
    assert_eq!(anna.favourite_emoji, ["😂"]);
    assert_eq!(
        (&*anna.greetings, &*boss.greetings),
        (&["привет".to_owned()][..], &["добрый день".to_owned()][..])
    );
    assert_eq!(anna.answers.any, Some(5.0));
    let all = learner.profile(None);
    assert_eq!(all.texts, 240);
    assert!(all.fillers.contains(&"короче".to_owned()), "{:?}", all.fillers);
    assert!(all.never.contains(&"чем я могу помочь".to_owned()));
    assert!(boss.chars[1] > all.chars[1] && all.chars[1] > anna.chars[1] - 1.0);
}

#[test]
fn a_new_contact_is_written_to_as_others_are() {
    let mut script = friend_and_boss(60);
    script.says(NEW, Author::Other, "Здравствуйте");
    let learner = script.learn();
    let [new, all] = [Some(NEW), None].map(|chat| learner.profile(chat));
    assert_eq!(new.texts, 0);
    assert_eq!((new.chars, new.capitals, new.emoji), (all.chars, all.capitals, all.emoji));
    assert_eq!(new.greetings, all.greetings);
}

#[test]
fn a_few_texts_move_a_profile_only_so_far() {
    let mut script = friend_and_boss(60);
    // Ten others are written to in between, so contacts are not all the same to the owner.
    for contact in 20..30 {
        for n in 0..20 {
            script.says(PeerId(contact), Author::Owner, if n % 2 == 0 { "Да" } else { "нет" });
            script.says(PeerId(contact), Author::Other, "?");
        }
    }
    script.says(NEW, Author::Owner, "Да");
    let few = script.learn().profile(Some(NEW)).capitals;
    for _ in 0..60 {
        script.says(NEW, Author::Owner, "Да");
    }
    let learner = script.learn();
    let many = learner.profile(Some(NEW)).capitals;
    let all = learner.profile(None).capitals;
    assert!(all < few && few < many && many > 0.9, "{all} {few} {many}");
}

#[test]
fn people_of_the_same_relation_stand_between_a_contact_and_all() {
    let mut script = friend_and_boss(40);
    for n in 0..12 {
        script.says(NEW, Author::Other, "Пришлите отчёт и договор вашему клиенту.");
        if n == 0 {
            script.says(NEW, Author::Owner, "Отправил вам отчёт.");
        }
    }
    let mut learner = script.learn();
    let profile = |learner: &Learner| learner.profile(Some(NEW));
    assert_eq!(learner.relation(NEW).relation, Some(Relation::Work));
    assert_eq!(learner.relatives(NEW), [BOSS]);
    let as_work = profile(&learner);
    assert_eq!(as_work.texts_of_relation, 40);
    learner.set_relation(NEW, Some(Relation::Close));
    let as_friend = profile(&learner);
    assert!(as_work.endings.full_stop > as_friend.endings.full_stop);
}

#[test]
fn profiles_are_the_same_whatever_the_order_of_chats() {
    let mut script = friend_and_boss(70);
    let one = script.learn();
    script.messages.sort_by_key(|message| message.chat);
    let two = script.learn();
    for chat in [None, Some(ANNA), Some(BOSS), Some(NEW)] {
        assert_eq!(one.profile(chat), two.profile(chat));
    }
}

#[test]
fn pieces_of_links_and_numbers_are_no_favourite_words() {
    let mut script = friend_and_boss(30);
    for _ in 0..30 {
        script.says(ANNA, Author::Owner, "гляди https://ivanov.example.org/zzz и +7 999 123-45-67");
    }
    let words = script.learn().profile(None).favourite_words;
    assert!(!words.iter().any(|word| ["ivanov", "example", "zzz"].contains(&&**word)), "{words:?}");
}

#[test]
fn nothing_at_all_gives_a_profile_of_nothing() {
    for learner in [Learner::new(), {
        let mut script = Script::new();
        script.says(ANNA, Author::Other, "ау");
        script.learn()
    }] {
        for chat in [None, Some(ANNA)] {
            let profile = learner.profile(chat);
            assert_eq!((profile.texts, profile.bubbles, profile.emoji), (0, 1.0, 0.0));
            assert!(profile.never.is_empty() && profile.favourite_words.is_empty());
            assert_eq!(learner.relation(ANNA).relation, None);
        }
    }
}

#[test]
fn odd_texts_are_counted_like_any() {
    let long = "а".repeat(100_000);
    let mut script = Script::new();
    for text in
        ["", "👍👍👍", "❤️", "שלום עולם", "مرحبا", "\u{202e}txet", "\u{0}", &long, ")))", "…"]
    {
        script.says(ANNA, Author::Other, text);
        script.says(ANNA, Author::Owner, text);
    }
    script.says(ANNA, Author::Owner, "").content = Content::Voice { seconds: None, said: None };
    let profile = script.learn().profile(Some(ANNA));
    let Profile { chars, emoji, cyrillic, voice, .. } = profile;
    assert!(chars.iter().all(|chars| chars.is_finite()) && emoji > 0.1 && cyrillic < 0.5);
    assert!(voice > 0.0);
}

#[test]
fn pictures_and_voice_are_shares_of_all_messages() {
    let mut script = Script::new();
    for n in 0..40 {
        let message = script.says(ANNA, Author::Owner, "вот");
        match n % 4 {
            0 => message.content = Content::Voice { seconds: Some(3), said: None },
            1 => message.content = Content::Sticker { emoji: None },
            2 => {
                message.content = Content::Media { media: "photo".into(), caption: "вот".into() }
            }
            _ => {}
        }
    }
    let profile = script.learn().profile(None);
    assert_eq!((profile.voice, profile.stickers, profile.media), (0.25, 0.25, 0.25));
    assert_eq!(profile.texts, 10, "what stands under a picture is no text");
}

/// A chat in which both say their lines several times, at this hour of a Monday, UTC.
fn talk(hour: i64, theirs: &[&str], own: &[&str]) -> Learner {
    let mut script = Script::new();
    for week in 0..8 {
        script.now = 1_700_438_400 + week * 7 * 86_400 + hour * 3600;
        for (asked, answer) in theirs.iter().zip(own) {
            script.says(ANNA, Author::Other, asked);
            script.says(ANNA, Author::Owner, answer);
        }
    }
    script.learn()
}

#[test]
fn relations_are_found_by_how_people_write() {
    let cases = [
        (
            Relation::Family,
            18,
            &["сынок, ты поел?", "позвони бабушке", "когда приедешь"][..],
            &["да, мам", "мам, я позже", "в субботу приеду, целую"][..],
        ),
        (
            Relation::Family,
            18,
            &["did you eat?", "call your grandmother", "when are you coming"],
            &["yes mom", "mom i will, later", "on saturday, love you"],
        ),
        (
            Relation::Work,
            10,
            &["Пришлите, пожалуйста, отчёт.", "Когда совещание?", "Клиент ждёт договор"],
            &["Добрый день, отправил вам.", "Созвон в 11.", "Согласую и отправлю вам"],
        ),
        (
            Relation::Work,
            10,
            &["Could you please send the report?", "The client waits.", "Meeting at ten."],
            &["Sure, the draft is done.", "I will call the client.", "See you in the meeting."],
        ),
        (
            Relation::Service,
            12,
            &["Ваш заказ у курьера", "Какой подъезд и этаж?", "Оплата картой?"],
            &["Здравствуйте, жду", "второй подъезд, домофон 12", "да, оплата картой"],
        ),
        (
            Relation::Service,
            12,
            &["Your order is out for delivery", "Which entrance?", "Leave the parcel at the gate?"],
            &["ok, thanks", "second entrance, third floor", "yes, the parcel at the gate"],
        ),
        (
            Relation::Close,
            22,
            &["го в кино?", "ахаха ты видел", "скинь мем"],
            &["го)", "ахаха ору 😂", "лови)) ты где"],
        ),
        (
            Relation::Close,
            22,
            &["movie tonight?", "lol did u see that", "send the meme"],
            &["yeah bro", "haha yes 😂", "u gonna love it"],
        ),
    ];
    for (relation, hour, theirs, own) in cases {
        let found = talk(hour, theirs, own).relation(ANNA);
        assert_eq!(found.relation, Some(relation), "{own:?} {found:?}");
        assert!(found.probability > 0.5 && !found.set);
    }
}

#[test]
fn two_words_tell_no_relation_and_groups_have_none() {
    let mut script = Script::new();
    script.says(ANNA, Author::Other, "ты где");
    script.says(ANNA, Author::Owner, "тут");
    for _ in 0..20 {
        script.says(PeerId(-5), Author::Owner, "мам, ты где");
    }
    let learner = script.learn();
    assert_eq!(learner.relation(ANNA).relation, None);
    assert_eq!(learner.relation(PeerId(-5)).relation, None);
    assert!(learner.relatives(PeerId(-5)).is_empty());
}

#[test]
fn what_the_owner_says_of_a_contact_stands() {
    let mut learner = talk(10, &["Пришлите отчёт."], &["Отправил вам отчёт."]);
    assert_eq!(learner.relation(ANNA).relation, Some(Relation::Work));
    learner.set_relation(ANNA, Some(Relation::Family));
    let found = learner.relation(ANNA);
    assert!(found.set && found.relation == Some(Relation::Family));
    learner.set_relation(ANNA, None);
    assert_eq!(learner.relation(ANNA).relation, Some(Relation::Work));
}

#[test]
fn a_portrait_shows_what_its_figures_are_drawn_by() {
    let learner = friend_and_boss(80).learn();
    let all = learner.portrait(Addressee::Everybody);
    assert_eq!(all.profile, learner.profile(None));
    assert_eq!(all.lengths.iter().sum::<u64>(), 240);
    assert_eq!(all.hours.iter().sum::<u64>(), 240);
    assert_eq!(all.turns, [80, 80, 0, 0, 0], "the boss gets one message, the friend two");
    let anna = learner.portrait(Addressee::Chat(ANNA));
    assert_eq!(anna.profile, learner.profile(Some(ANNA)));
    assert_eq!(anna.turns, [0, 80, 0, 0, 0]);
    assert_eq!(anna.emoji, [("😂".to_owned(), 20)]);
    assert_eq!(anna.answer_times[0], 80, "at once");
    assert!(anna.phrases.iter().any(|(said, _)| said == "короче ща буду"), "{:?}", anna.phrases);
    assert!(anna.lengths[5..].iter().all(|count| *count == 0), "{:?}", anna.lengths);
    let work = learner.portrait(Addressee::Relation(Relation::Work));
    assert_eq!((work.profile.texts, work.turns), (80, [80, 0, 0, 0, 0]));
    assert_eq!(learner.most_written_to(1), [(ANNA, 160)]);
}

#[test]
fn what_differs_from_the_usual_is_found_only_where_enough_was_written() {
    let learner = friend_and_boss(80).learn();
    let [boss, all] = [Some(BOSS), None].map(|chat| learner.profile(chat));
    let found = boss.differences(&all);
    assert!(
        found.iter().any(|one| matches!(one, Difference::Length { here, usual } if here > usual))
    );
    let capitals = found.iter().any(|one| {
        matches!(one, Difference::Habit { habit: Habitual::Capitals, here, usual } if here > usual)
    });
    assert!(capitals, "{found:?}");
    assert_eq!(all.differences(&all), []);
    let few = friend_and_boss(4).learn();
    assert_eq!(few.profile(Some(BOSS)).differences(&few.profile(None)), []);
}
