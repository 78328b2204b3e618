//! What is learnt from messages: exemplars, recall, rhythm.

mod script;

use std::time::Duration;

use domain::{Author, Bounds, Content, Message, MessageId, PeerId, Relation, Timestamp};
use style::{Address, Corrections, Learner, Moment, PaceBounds, Query};

use script::Script;

const ANNA: PeerId = PeerId(7);
const BOSS: PeerId = PeerId(8);

impl Script {
    /// A question and its answer, a day after what came before.
    fn pair(&mut self, chat: PeerId, question: &str, answer: &str) -> &mut Self {
        self.after(86_400);
        self.says(chat, Author::Other, question);
        self.says(chat, Author::Owner, answer);
        self
    }
}

fn at_noon(chat: PeerId) -> Moment<'static> {
    let at = Timestamp::from_secs(1_800_014_400);
    Moment { chat, relatives: &[], at, overtaken: Duration::ZERO }
}

/// Every exemplar as (context, question, answer), lines joined by "|".
fn exemplars(learner: &Learner) -> Vec<(String, String, String)> {
    learner
        .recall()
        .exemplars()
        .map(|exemplar| {
            let line = |lines: &style::Lines| lines.joined().replace('\n', "|");
            (line(&exemplar.context), line(&exemplar.question), line(&exemplar.answer))
        })
        .collect()
}

fn found(learner: &Learner, chat: PeerId, texts: &[&str], context: &[&str]) -> Vec<(String, f32)> {
    let query =
        Query { chat, asker: chat, texts, context, now: Timestamp::from_secs(1_800_000_000) };
    let hits = learner.recall().search(&query, 10);
    hits.iter().map(|hit| (hit.exemplar.answer.joined(), hit.similarity)).collect()
}

#[test]
fn bubbles_of_a_turn_belong_together() {
    let mut script = Script::new();
    script.says(ANNA, Author::Other, "привет");
    script.says(ANNA, Author::Other, "как дела?");
    script.says(ANNA, Author::Owner, "привет");
    script.says(ANNA, Author::Owner, "норм");
    script.after(600);
    script.says(ANNA, Author::Owner, "слушай");
    script.says(ANNA, Author::Other, "а?");
    script.says(ANNA, Author::Owner, "ничего");
    let pair = |context: &str, question: &str, answer: &str| {
        (context.to_owned(), question.to_owned(), answer.to_owned())
    };
    assert_eq!(
        exemplars(&script.learn()),
        [pair("", "привет|как дела?", "привет|норм"), pair("слушай", "а?", "ничего"),]
    );
}

#[test]
fn an_explicit_reply_answers_what_it_replies_to() {
    let mut script = Script::new();
    script.says(ANNA, Author::Other, "ты где?");
    script.says(ANNA, Author::Other, "купил хлеб?");
    script.says(ANNA, Author::Owner, "дома").reply_to = Some(MessageId(1));
    script.says(ANNA, Author::Owner, "купил").reply_to = Some(MessageId(2));
    let learnt = exemplars(&script.learn());
    assert_eq!((learnt[0].1.as_str(), learnt[0].2.as_str()), ("ты где?", "дома"));
    assert_eq!((learnt[1].1.as_str(), learnt[1].2.as_str()), ("купил хлеб?", "купил"));
}

#[test]
fn only_the_owners_own_words_are_answers() {
    let mut script = Script::new();
    let mut ask = |change: fn(&mut Message)| {
        script.after(86_400);
        script.says(ANNA, Author::Other, "ну что?");
        change(script.says(ANNA, Author::Owner, "вот"));
    };
    ask(|message| message.forwarded = true);
    ask(|message| message.via_bot = true);
    ask(|message| message.author = Author::Twin);
    ask(|message| message.content = Content::Voice { seconds: None, said: None });
    ask(|message| message.content = Content::Service { action: "phone_call".into() });
    assert_eq!(script.learn().exemplar_count(), 0);
}

#[test]
fn an_answer_that_goes_on_with_a_photo_is_not_used() {
    let mut script = Script::new();
    script.says(ANNA, Author::Other, "покажи кота");
    script.says(ANNA, Author::Owner, "держи");
    assert_eq!(script.learn().exemplar_count(), 1);
    script.says(ANNA, Author::Owner, "").content =
        Content::Media { media: "photo".into(), caption: String::new() };
    let learner = script.learn();
    assert_eq!(learner.exemplar_count(), 0);
    assert!(found(&learner, ANNA, &["покажи кота"], &[]).is_empty());
}

#[test]
fn a_picture_with_words_under_it_is_not_learnt_from() {
    let photo = |caption: &str| Content::Media { media: "photo".into(), caption: caption.into() };
    let mut script = Script::new();
    script.says(ANNA, Author::Other, "").content = photo("как тебе?");
    script.says(ANNA, Author::Owner, "выглядит отлично");
    script.after(86_400);
    script.says(ANNA, Author::Other, "покажи кота");
    script.says(ANNA, Author::Owner, "").content = photo("держи");
    assert_eq!(script.learn().exemplar_count(), 0);
}

#[test]
fn a_bubble_long_after_the_one_before_it_is_another_thought() {
    let mut script = Script::new();
    script.says(ANNA, Author::Other, "как дела?");
    script.says(ANNA, Author::Owner, "норм");
    script.after(60);
    script.says(ANNA, Author::Owner, "слушай");
    script.says(ANNA, Author::Owner, "я уволился");
    assert_eq!(exemplars(&script.learn())[0].2, "норм");
}

#[test]
fn a_message_that_was_deleted_is_not_recalled() {
    let mut script = Script::new();
    script.pair(ANNA, "как дела?", "норм").pair(ANNA, "как дела?", "плохо, уволили");
    script.says(ANNA, Author::Owner, "никому не говори");
    let mut learner = script.learn();
    learner.forget(BOSS, MessageId(5));
    learner.forget(ANNA, MessageId(77));
    assert_eq!(learner.exemplar_count(), 2);
    learner.forget(ANNA, MessageId(5));
    assert_eq!(found(&learner, ANNA, &["как дела?"], &[]).len(), 1);
    assert_eq!(exemplars(&learner)[0].2, "норм");
    assert!(learner.recall().said("никому не говори").is_empty());
    assert_eq!(learner.recall().said("норм"), [(ANNA, 1)]);
}

#[test]
fn an_answer_struck_out_is_not_recalled_until_it_is_restored() {
    let mut script = Script::new();
    script.pair(ANNA, "как дела?", "норм").pair(ANNA, "как дела?", "плохо");
    script.says(ANNA, Author::Owner, "никому не говори");
    let mut learner = script.learn();
    let before = exemplars(&learner);
    assert!(!learner.strike(BOSS, MessageId(5)), "another chat");
    assert!(learner.strike(ANNA, MessageId(5)));
    assert_eq!(exemplars(&learner), before[..1]);
    assert_eq!(found(&learner, ANNA, &["как дела?"], &[]).len(), 1);
    assert!(learner.recall().said("никому не говори").is_empty(), "no habit either");
    assert_eq!(learner.recall().struck_out().count(), 1);

    assert!(learner.restore(ANNA, MessageId(5)));
    assert_eq!(exemplars(&learner), before);
    assert_eq!(learner.recall().said("никому не говори"), [(ANNA, 1)]);
    assert_eq!(learner.recall().struck_out().count(), 0);
}

#[test]
fn what_is_struck_out_stays_so_however_it_is_learnt() {
    let mut script = Script::new();
    script.pair(ANNA, "как дела?", "норм").pair(ANNA, "как дела?", "плохо");
    script.says(ANNA, Author::Owner, "никому не говори");
    // By any of its messages, before it is learnt.
    for message in [4, 5] {
        let mut learner = Learner::new();
        assert!(!learner.strike(ANNA, MessageId(message)));
        for message in &script.messages {
            learner.observe(message);
        }
        assert_eq!(exemplars(&learner).len(), 1);
        assert!(learner.recall().said("плохо").is_empty());
        assert!(learner.recall().said("никому не говори").is_empty());
    }
    // While it is still being written.
    let mut learner = Learner::new();
    for message in &script.messages[..4] {
        learner.observe(message);
    }
    learner.strike(ANNA, MessageId(4));
    learner.observe(&script.messages[4]);
    assert!(learner.recall().said("никому не говори").is_empty());
    // What the owner has deleted does not come back by a restoration.
    learner.forget(ANNA, MessageId(4));
    learner.restore(ANNA, MessageId(4));
    assert_eq!(exemplars(&learner).len(), 1);
    assert!(learner.recall().said("плохо").is_empty());
}

#[test]
fn what_the_owner_says_now_takes_the_place_of_what_they_said_before() {
    let mut script = Script::new();
    script.pair(ANNA, "как дела?", "норм").pair(ANNA, "как дела?", "плохо");
    script.says(ANNA, Author::Owner, "никому не говори");
    let mut learner = script.learn();
    let before = exemplars(&learner);
    let said = |struck: &[i32], relation: Option<Relation>| Corrections {
        struck_out: struck.iter().map(|message| (ANNA, MessageId(*message))).collect(),
        relations: relation.map(|relation| (ANNA, relation)).into_iter().collect(),
        bounds: Bounds::default(),
    };
    // The same answer by both of its messages.
    learner.correct(said(&[4, 5], Some(Relation::Work)));
    assert_eq!(exemplars(&learner), before[..1]);
    assert_eq!(learner.relation(ANNA).relation, Some(Relation::Work));
    learner.correct(said(&[5, 2], Some(Relation::Family)));
    assert!(exemplars(&learner).is_empty(), "one of the two is still struck out");
    assert_eq!(learner.relation(ANNA).relation, Some(Relation::Family));
    assert_eq!(*learner.corrections(), said(&[2, 5], Some(Relation::Family)));
    learner.correct(Corrections::default());
    assert_eq!(exemplars(&learner), before);
    assert!(!learner.relation(ANNA).set);
}

#[test]
fn an_answer_after_a_day_or_to_an_unheard_voice_note_is_none() {
    let mut script = Script::new();
    script.says(ANNA, Author::Other, "ау");
    script.after(2 * 86_400);
    script.says(ANNA, Author::Owner, "прости, пропал");
    script.after(86_400);
    script.says(ANNA, Author::Other, "").content = Content::Voice { seconds: Some(9), said: None };
    script.says(ANNA, Author::Owner, "да, хорошо");
    assert_eq!(script.learn().exemplar_count(), 0);
}

#[test]
fn what_is_learnt_is_masked() {
    let mut script = Script::new();
    script.pair(ANNA, "почта?", "ivan@example.com или +7 921 123-45-67");
    assert_eq!(exemplars(&script.learn())[0].2, "<email> или <phone>");
}

#[test]
fn chats_may_come_in_any_order_among_each_other() {
    let mut script = Script::new();
    for day in 0..40 {
        let chat = if day % 3 == 0 { BOSS } else { ANNA };
        script.pair(chat, &format!("вопрос {day} про дела"), &format!("ответ {day}"));
        script.says(chat, Author::Owner, "и ещё");
    }
    let interleaved = script.learn();
    script.messages.sort_by_key(|message| message.chat);
    let sorted = script.learn();
    let set = |learner: &Learner| {
        let mut all = exemplars(learner);
        all.sort();
        all
    };
    assert_eq!(set(&interleaved), set(&sorted));
    for text in ["вопрос 7", "про дела?", "дела"] {
        assert_eq!(found(&interleaved, ANNA, &[text], &[]), found(&sorted, ANNA, &[text], &[]));
    }
}

#[test]
fn a_message_that_comes_twice_is_learnt_from_once() {
    let mut script = Script::new();
    script.pair(ANNA, "как дела?", "норм");
    let mut learner = Learner::new();
    for message in &script.messages {
        learner.observe(message);
        learner.observe(message);
    }
    assert_eq!(exemplars(&learner), exemplars(&script.learn()));
}

#[test]
fn odd_texts_and_clocks_do_no_harm() {
    let mut script = Script::new();
    for text in ["", " ", "\u{1f}\u{1f}", "שלום מה שלומך", "a\u{0}b", "?????", "…"] {
        script.pair(ANNA, text, text);
        script.now -= 1_000_000;
    }
    script.pair(ANNA, &"😀".repeat(1_000_000), "ого");
    script.pair(ANNA, "длинно", &"слово ".repeat(20_000));
    let learner = script.learn();
    for text in ["", "😀", "שלום", "\u{1f}"] {
        for (_, similarity) in found(&learner, ANNA, &[text], &[""]) {
            assert!((0.0..=1.0).contains(&similarity));
        }
    }
}

fn history() -> Learner {
    let mut script = Script::new();
    script
        .pair(ANNA, "как дела?", "норм, а ты?")
        .pair(ANNA, "Купишь хлеба по дороге?", "куплю")
        .pair(ANNA, "посмотрел фильм?", "ещё нет")
        .pair(ANNA, "did you watch the movie?", "not yet")
        .pair(ANNA, "позвони бабушке", "позвоню")
        .pair(BOSS, "Посмотрели договор?", "Смотрю.")
        .pair(BOSS, "Как дела с отчётом?", "Заканчиваю.");
    script.learn()
}

#[test]
fn the_same_question_in_other_words_and_forms_is_found() {
    let learner = history();
    for (asked, answer) in [
        ("как дела?", "норм, а ты?"),
        ("как ты?", "норм, а ты?"),
        ("купи хлеб", "куплю"),
        ("фильм посмотрела?", "ещё нет"),
        ("watched that movie?", "not yet"),
        ("бабушке позвонишь?", "позвоню"),
    ] {
        assert_eq!(found(&learner, ANNA, &[asked], &[])[0].0, answer, "{asked}");
    }
}

#[test]
fn similarity_is_high_for_the_same_and_low_for_anything_else() {
    let learner = history();
    let best = |text: &str| found(&learner, ANNA, &[text], &[]).first().map_or(0.0, |hit| hit.1);
    assert!(best("посмотрел фильм?") > 0.95);
    assert!(best("Фильм посмотрел") > 0.75);
    assert!(best("какая ставка по ипотеке в этом банке?") < 0.45);
}

#[test]
fn the_same_chat_comes_first() {
    let learner = history();
    assert_eq!(found(&learner, BOSS, &["посмотрели?"], &[])[0].0, "Смотрю.");
    assert_eq!(found(&learner, ANNA, &["посмотрели?"], &[])[0].0, "ещё нет");
    // Nobody has written in this chat yet.
    assert_eq!(found(&learner, PeerId(99), &["как дела?"], &[])[0].0, "норм, а ты?");
}

#[test]
fn what_was_said_before_decides_for_words_that_say_nothing() {
    let mut script = Script::new();
    for (before, answer) in
        [("идёшь в кино на дюну?", "тогда беру билеты"), ("заказать пиццу?", "заказал")]
    {
        script.after(86_400);
        script.says(ANNA, Author::Owner, before);
        script.says(ANNA, Author::Other, "да");
        script.says(ANNA, Author::Owner, answer);
    }
    let learner = script.learn();
    assert_eq!(found(&learner, ANNA, &["ага"], &["пиццу заказать?"])[0].0, "заказал");
    assert_eq!(found(&learner, ANNA, &["да"], &["в кино идёшь?"])[0].0, "тогда беру билеты");
    let without = found(&learner, ANNA, &["да"], &[]);
    assert!(without[0].1 < 0.7, "{without:?}");
}

#[test]
fn answers_that_are_nearly_the_same_are_found_once() {
    let mut script = Script::new();
    for answer in ["норм!", "Норм", "норм)", "устал как собака"] {
        script.pair(ANNA, "как дела?", answer);
    }
    let learner = script.learn();
    let query = Query {
        chat: ANNA,
        asker: ANNA,
        texts: &["как дела?"],
        context: &[],
        now: Timestamp::from_secs(1_800_000_000),
    };
    let hits = learner.recall().search(&query, 10);
    assert_eq!(hits.len(), 2);
    let normal = hits.iter().find(|hit| hit.exemplar.answer.joined() == "норм)");
    assert_eq!(normal.expect("the newest of the three").agreeing, 3);

    script.pair(BOSS, "как дела?", "Норм.");
    let learner = script.learn();
    let hits = learner.recall().search(&query, 10);
    let normal = hits.iter().find(|hit| hit.agreeing > 1).expect("four answers are one");
    assert_eq!((normal.agreeing, normal.agreeing_here), (4, 3));
}

#[test]
fn zero_bounds_give_no_delay_at_all() {
    let learner = history();
    let plan = learner.rhythm().plan(&at_noon(ANNA), &["привет", "как ты"], &PaceBounds::ZERO, 1);
    assert_eq!(plan.first_after(), Duration::ZERO);
    assert_eq!(plan.typing, [Duration::ZERO; 2]);
    assert_eq!(learner.rhythm().burst_wait(ANNA, &PaceBounds::ZERO), Duration::ZERO);
}

#[test]
fn the_pace_is_the_owners_in_that_chat() {
    let mut script = Script::new();
    for (chat, delay, pause) in [(ANNA, 5, 3), (BOSS, 600, 60)] {
        for _ in 0..30 {
            script.after(86_400);
            script.says(chat, Author::Other, "ну");
            script.after(pause - 5);
            script.says(chat, Author::Other, "что?");
            script.after(delay - 5);
            script.says(chat, Author::Owner, "сейчас посмотрю");
            script.says(chat, Author::Owner, "и сразу отвечу");
        }
    }
    let learner = script.learn();
    let rhythm = learner.rhythm();
    let wide = PaceBounds {
        burst: Duration::ZERO..=Duration::from_secs(3600),
        read: Duration::ZERO..=Duration::from_secs(3600),
        typing: Duration::ZERO..=Duration::from_secs(3600),
    };
    for seed in 0..20 {
        let anna = rhythm.plan(&at_noon(ANNA), &["ок"], &wide, seed);
        let boss = rhythm.plan(&at_noon(BOSS), &["ок"], &wide, seed);
        assert!(anna.first_after() < Duration::from_secs(8), "{anna:?}");
        assert!(boss.first_after() > Duration::from_secs(400), "{boss:?}");
        assert_eq!(boss, rhythm.plan(&at_noon(BOSS), &["ок"], &wide, seed));
        let bounded = rhythm.plan(&at_noon(BOSS), &["ок"], &PaceBounds::default(), seed);
        assert_eq!(bounded.read_after, *PaceBounds::default().read.end());
    }
    assert!(rhythm.burst_wait(ANNA, &wide) < Duration::from_secs(6));
    assert!(rhythm.burst_wait(BOSS, &wide) > Duration::from_secs(40));
    let plan = rhythm.plan(&at_noon(ANNA), &["ок", "а вот это сообщение длиннее"], &wide, 3);
    assert!(plan.typing[0] < plan.typing[1]);
}

#[test]
fn before_anything_is_learnt_the_pace_is_a_persons() {
    let learner = Learner::new();
    let bounds = PaceBounds::default();
    let plan = learner.rhythm().plan(&at_noon(ANNA), &["привет"], &bounds, 7);
    assert!(bounds.read.contains(&plan.read_after));
    assert!(bounds.typing.contains(&plan.typing[0]));
    assert!(bounds.burst.contains(&learner.rhythm().burst_wait(ANNA, &bounds)));
}

#[test]
fn nothing_is_learnt_of_telegrams_own_accounts() {
    for service in domain::peer::SERVICE_PEERS {
        let mut script = Script::new();
        script.says(service, Author::Other, "Login code: 48213");
        script.says(service, Author::Owner, "спасибо");
        let learner = script.learn();
        assert_eq!(learner.exemplar_count(), 0, "{service:?}");
        assert!(learner.vocabulary().is_empty(), "{service:?}");
        assert!(learner.profile(None).texts == 0 && learner.likeness().is_none(), "{service:?}");
    }
}

#[test]
fn words_are_counted_by_chat_and_those_of_a_deleted_answer_are_taken_back() {
    let mut script = Script::new();
    for chat in 1..=3 {
        script.after(1000).says(PeerId(100 + chat), Author::Other, "кого купим?");
        script.says(PeerId(100 + chat), Author::Owner, "купим василиска");
    }
    let mut learner = script.learn();
    let spread = |learner: &Learner| learner.vocabulary().spread("василиск", PeerId(101));
    assert_eq!((spread(&learner).chats, spread(&learner).here), (3, true));
    let answer = script.messages[1].id;
    learner.forget(PeerId(101), answer);
    assert_eq!((spread(&learner).chats, spread(&learner).here), (2, false));
    assert!(spread(&learner).known);
}

#[test]
fn in_a_group_what_was_said_to_whoever_asks_comes_first() {
    const GROUP: PeerId = PeerId(-5);
    let mut script = Script::new();
    let mut pair = |asker: PeerId, question: &str, answer: &str| {
        script.after(86_400);
        script.says(GROUP, Author::Other, question).sender = asker;
        script.says(GROUP, Author::Owner, answer);
    };
    pair(ANNA, "ты едешь на дачу?", "конечно, а ты?");
    pair(BOSS, "вы едете на дачу?", "Да, а вы?");
    pair(PeerId(9), "кто едет на дачу?", "не знаю");
    let learner = script.learn();
    let first = |asker: PeerId| {
        let texts = &["едем на дачу?"];
        let now = Timestamp::from_secs(1_800_000_000);
        let query = Query { chat: GROUP, asker, texts, context: &[], now };
        let hit = learner.recall().search(&query, 1).remove(0);
        (hit.exemplar.answer.joined(), hit.to_asker)
    };
    assert_eq!(first(ANNA), ("конечно, а ты?".to_owned(), true));
    assert_eq!(first(BOSS), ("Да, а вы?".to_owned(), true));
    assert!(!first(PeerId(10)).1);
    assert_eq!(learner.address(GROUP, ANNA), Some(Address::Friendly));
    assert_eq!(learner.address(GROUP, BOSS), Some(Address::Polite));
    assert_eq!(learner.address(GROUP, PeerId(9)), None, "some are addressed so, some otherwise");
}
