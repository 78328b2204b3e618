//! What the owner tells their twin in Saved Messages, what that does, and what they are told.

use domain::policy::WallDay::{self, Today, Tomorrow, Yesterday};
use domain::policy::{Limit, WallTime, Why};
use domain::{
    Author, Bubble, Clock, Message, Mode, Pause, Peer, PeerId, Reply, ReplyId, Timestamp,
};
use engine::SavedAnswer as Answer;
use engine::SavedLanguage::{En, Ru};
use engine::{
    CancelReason, PauseInShort, QuietWith, SavedWords, StatusInShort, ToldLine, ToldSpan,
    TwinEvent, Waiting,
};

use super::{Words, set, shown};
use crate::stage::{ANNA, ANOTHER_QUESTION, ANSWER, LONG_QUESTION, QUESTION, START, Stage, peer};
use crate::telegram::Answer as Telegrams;

impl Stage {
    pub(super) async fn pause(&self) -> Option<Pause> {
        self.engine.rules(self.account).await.unwrap().unwrap().pause
    }

    /// Anna asks, and a draft waits.
    async fn drafts(&mut self, question: &str) {
        assert!(self.engine.set_chat_mode(self.account, ANNA, Some(Mode::Draft)).await.unwrap());
        self.asks(question).await;
    }

    /// Waits until the owner's word of a reply is known, and for the reply to arrive.
    pub(super) async fn goes_out(&mut self) {
        self.until(|event| matches!(event, TwinEvent::Judged { .. }).then_some(())).await;
        self.clock.hurry();
        self.sent().await;
    }

    /// As [`Stage::notes`], so many seconds ago.
    fn noted_before(&self, text: &str, seconds: u64) {
        let ago = Timestamp::from_millis(
            self.clock.now().as_millis() - i64::try_from(seconds).unwrap() * 1_000,
        );
        self.happens_in_saved(Message { sent_at: ago, ..self.note(text, None) });
    }
}

/// What the owner's clock shows.
pub(super) fn clock((day, hour, minute): (WallDay, i8, i8)) -> WallTime {
    WallTime { day, hour, minute, second: None }
}

fn at(seconds: u64) -> Timestamp {
    START + std::time::Duration::from_secs(seconds)
}

#[tokio::test]
async fn a_pause_begins_and_ends_as_it_is_told() {
    let stage = set().await;
    // It is 22:13:20 UTC.
    for (text, language, until, told) in [
        ("twin pause 2h", En, Some(at(7_200)), Some((Tomorrow, 0, 13))),
        ("twin pause until 23:00", En, Some(at(2_800)), Some((Today, 23, 0))),
        ("двойник, пауза на полчаса", Ru, Some(at(1_800)), Some((Today, 22, 43))),
        ("двойник пауза", Ru, None, None),
    ] {
        let paused = Answer::Paused { until: told.map(clock) };
        stage.is_told(text, &(language, paused)).await;
        assert_eq!(stage.pause().await, Some(Pause { since: START, until }), "{text}");
    }
    stage
        .is_told("двойник, продолжай", &(Ru, Answer::Resumed { alert: None, still: vec![] }))
        .await;
    assert_eq!(stage.pause().await, None);
    stage.is_told("twin resume", &(En, Answer::NotPaused)).await;
}

#[tokio::test]
async fn the_status_says_what_waits() {
    let mut stage = set().await;
    let waiting = |drafts, questions| Waiting { drafts, questions, alert: None };
    let status = |paused, waiting, due| {
        Answer::Status(StatusInShort { quiet: vec![], paused, mode: Mode::Auto, waiting, due })
    };
    stage.is_told("twin status", &(En, status(None, waiting(0, 0), 0))).await;
    stage.plans(QUESTION).await;
    stage.is_told("twin status", &(En, status(None, waiting(0, 0), 1))).await;
    stage.hears("двойник стоп", None).await;
    stage.drafts(LONG_QUESTION).await;
    stage.is_told("двойник, как дела?", &(Ru, status(None, waiting(1, 0), 0))).await;
    stage.hears("twin pause", None).await;
    stage
        .is_told(
            "двойник статус",
            &(Ru, status(Some(PauseInShort { until: None }), waiting(1, 0), 0)),
        )
        .await;
}

#[tokio::test]
async fn it_is_quiet_with_one_person_for_as_long_as_it_is_told() {
    let mut stage = set().await;
    let anna = || "Анна".to_owned();
    let paused = |until| Answer::PausedHere { chat: anna(), until };
    let until = Some(clock((Tomorrow, 0, 13)));
    stage.is_told("twin pause Anna for 2h", &(En, paused(until))).await;
    let here = Some(Pause { since: START, until: Some(at(7_200)) });
    let seen = stage.engine.chat(stage.account, ANNA, 0).await.unwrap().unwrap();
    assert_eq!((seen.pause, stage.pause().await), (here, None));
    stage.telegram.writes(Author::Other, QUESTION);
    stage.burst_passes().await;
    assert_eq!(stage.held().await, (Some(at(7_200)), Why::Paused));
    let (_, told) = stage.hears("twin status", None).await;
    let quiet = QuietWith { chat: anna(), until };
    assert!(told.contains(&format!("{quiet:?}")) && told.contains("paused: None"), "{told}");

    let resumed = |was_paused| Answer::ResumedHere { chat: anna(), was_paused, all_paused: false };
    stage.is_told("двойник, продолжай с Анной", &(Ru, resumed(true))).await;
    stage.burst_passes().await;
    assert_eq!(stage.planned().await.0, [ANSWER]);
    stage.is_told("twin resume Anna", &(En, resumed(false))).await;
    // What is planned is held too, and the page ends it as well as a word.
    stage.is_told("двойник, пауза Анна", &(Ru, paused(None))).await;
    stage.clock.move_to(stage.clock.now_and(30));
    assert_eq!(stage.held().await, (None, Why::Paused));
    assert!(stage.telegram.arrived_at(ANNA).is_empty());
    assert!(stage.engine.pause_chat(stage.account, ANNA, None).await.unwrap());
    stage.burst_passes().await;
    let (_, send_at) = stage.planned().await;
    stage.time_comes(send_at).await;
    stage.sent().await;
    assert_eq!(stage.telegram.arrived_at(ANNA), [ANSWER]);
    assert!(!stage.engine.pause_chat(stage.account, PeerId(99), None).await.unwrap());
}

#[tokio::test]
async fn going_on_says_with_whom_and_with_whom_not_yet() {
    let stage = set().await;
    let quiet = |until| QuietWith { chat: "Анна".to_owned(), until };
    stage.hears("twin pause Anna for 2h", None).await;
    stage.hears("twin pause", None).await;
    let still = vec![quiet(Some(clock((Tomorrow, 0, 13))))];
    stage.is_told("twin resume", &(En, Answer::Resumed { alert: None, still })).await;
    let each = Answer::ResumedEach { chats: vec!["Анна".to_owned()] };
    stage.is_told("двойник, продолжай", &(Ru, each)).await;
    let seen = stage.engine.chat(stage.account, ANNA, 0).await.unwrap().unwrap();
    assert_eq!((seen.pause, stage.pause().await), (None, None));
    stage.is_told("twin resume", &(En, Answer::NotPaused)).await;
}

#[tokio::test]
async fn what_is_written_there_counts_against_no_limit_and_is_no_chat() {
    let mut stage = set().await;
    stage
        .allows(|policy| {
            policy.limits.messages_per_minute = Some(1);
            policy.limits.messages_per_day = Some(1);
        })
        .await;
    for text in ["twin status", "twin help", "двойник, статус"] {
        stage.hears(text, None).await;
    }
    stage.answers(QUESTION).await;
    assert_eq!(stage.telegram.arrived_at(ANNA), [ANSWER]);
    stage.hears("twin status", None).await;
    let (_, why) = stage.holds(ANOTHER_QUESTION).await;
    assert_eq!(why, Why::Limit(Limit::MessagesPerDay), "the limit holds");
    for limit in [1, 10] {
        let chats = stage.engine.chats(stage.account, limit).await.unwrap();
        let chats: Vec<PeerId> = chats.iter().map(|chat| chat.peer.id).collect();
        assert_eq!(chats, [ANNA]);
    }
}

#[tokio::test]
async fn it_tells_what_it_said() {
    let mut stage = set().await;
    let nothing =
        Answer::Told { chat: Some("Анна".to_owned()), sent: vec![], more: 0, span: None };
    stage.is_told("двойник, что ты сказал Анне?", &(Ru, nothing)).await;
    stage.answers(QUESTION).await;
    let line =
        ToldLine {
            at: clock((Today, 22, 13)), chat: "Анна".to_owned(), text: ANSWER.to_owned()
        };
    let told = |chat: Option<&str>| Answer::Told {
        chat: chat.map(str::to_owned),
        sent: vec![line.clone()],
        more: 0,
        span: None,
    };
    stage.is_told("двойник, что ты сказал Анне?", &(Ru, told(Some("Анна")))).await;
    stage.is_told("twin what did you say to анна", &(En, told(Some("Анна")))).await;
    stage.is_told("twin, what did you say?", &(En, told(None))).await;
    stage.is_told("twin what did you tell Anya", &(En, told(Some("Анна")))).await;
    let span =
        |from: (WallDay, i8, i8), until| Some(ToldSpan { from: clock(from), until: clock(until) });
    let now = (Today, 22, 13);
    for (text, language, chat, from) in [
        ("twin what did you say today", En, None, (Today, 0, 0)),
        ("twin what did you say to Anna since yesterday", En, Some("Анна"), (Yesterday, 0, 0)),
        ("двойник, что ты сказал Анне за час", Ru, Some("Анна"), (Today, 21, 13)),
    ] {
        let sent = vec![line.clone()];
        let chat = chat.map(str::to_owned);
        let answer = Answer::Told { chat, sent, more: 0, span: span(from, now) };
        stage.is_told(text, &(language, answer)).await;
    }
    let yesterday = span((Yesterday, 0, 0), (Today, 0, 0));
    for chat in [None, Some("Анна")] {
        let chat = chat.map(str::to_owned);
        let to = chat.as_deref().unwrap_or_default();
        let text = format!("двойник, что ты вчера сказал {to}");
        let nothing = Answer::Told { chat, sent: vec![], more: 0, span: yesterday.clone() };
        stage.is_told(&text, &(Ru, nothing)).await;
    }
    let nearly =
        Answer::NoChat { name: "Аннна".to_owned(), near: vec!["Анна".to_owned()] };
    stage.is_told("двойник, что ты сказал Аннна", &(Ru, nearly)).await;
    let nobody = Answer::NoChat { name: "Bob".to_owned(), near: vec![] };
    stage.is_told("twin what did you tell Bob", &(En, nobody)).await;
}

#[tokio::test]
async fn what_is_on_its_way_is_stopped() {
    for (text, language) in
        [("twin stop", En), ("двойник, стоп!", Ru), ("двойник отмени для Анны", Ru)]
    {
        let mut stage = set().await;
        stage.plans(QUESTION).await;
        let stopped = Answer::Stopped { chats: vec!["Анна".to_owned()], late: 0 };
        stage.is_told(text, &(language, stopped)).await;
        assert_eq!(stage.cancelled().await, CancelReason::OwnerStopped, "{text}");
        stage.clock.hurry();
        stage.all_is_taken().await;
        assert!(stage.telegram.arrived_at(ANNA).is_empty(), "{text}");
    }
    let mut stage = set().await;
    let nothing = || Answer::Stopped { chats: vec![], late: 0 };
    stage.is_told("twin stop", &(En, nothing())).await;
    // A draft sends nothing by itself.
    stage.drafts(QUESTION).await;
    stage.is_told("twin stop", &(En, nothing())).await;
    assert_eq!(stage.engine.drafts().await.unwrap().len(), 1);
    let stopped = Answer::Stopped { chats: vec!["Анна".to_owned()], late: 0 };
    stage.is_told("двойник стоп Анна", &(Ru, stopped)).await;
    assert!(stage.engine.drafts().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_draft_is_shown_before_it_may_go() {
    for (text, language) in [("twin approve", En), ("двойник, отправь Анне", Ru)]
    {
        let mut stage = set().await;
        stage.drafts(QUESTION).await;
        let (_, line) = stage.hears(text, None).await;
        assert_eq!(line, Words.reply(Some(language), &shown(&[ANSWER], &[QUESTION], false)));
        assert_eq!(stage.engine.drafts().await.unwrap().len(), 1, "it only was shown");
        stage.all_is_written().await;
        let approved = Answer::Approved { chat: "Анна".to_owned(), paused: false };
        stage.is_told(text, &(language, approved)).await;
        stage.goes_out().await;
        assert_eq!(stage.telegram.arrived_at(ANNA), [ANSWER]);
        let nothing = Answer::NothingWaits { chat: None };
        stage.is_told("twin approve", &(En, nothing)).await;
    }
}

#[tokio::test]
async fn a_word_about_a_shown_draft_is_enough() {
    for (word, language, sent) in [
        ("ok", Some(En), Some(ANSWER)),
        ("Да", Some(Ru), Some(ANSWER)),
        ("twin, send", Some(En), Some(ANSWER)),
        ("👍", None, Some(ANSWER)),
        ("отправь: буду в 8", Some(Ru), Some("буду в 8")),
        ("нет", Some(Ru), None),
        ("двойник, стоп", Some(Ru), None),
    ] {
        let mut stage = set().await;
        stage.drafts(QUESTION).await;
        let (line, _) = stage.hears("twin approve", None).await;
        stage.all_is_written().await;
        let (_, told) = stage.hears(word, Some(line)).await;
        let chat = "Анна".to_owned();
        let Some(sent) = sent else {
            let stopped = Answer::Stopped { chats: vec![chat], late: 0 };
            assert_eq!(told, Words.answer(language, &stopped), "{word}");
            assert!(stage.engine.drafts().await.unwrap().is_empty());
            continue;
        };
        let approved = Answer::Approved { chat, paused: false };
        assert_eq!(told, Words.answer(language, &approved), "{word}");
        stage.goes_out().await;
        assert_eq!(stage.telegram.arrived_at(ANNA), [sent], "{word}");
    }
}

#[tokio::test]
async fn what_the_owner_has_not_read_is_not_sent() {
    let mut stage = set().await;
    stage.drafts(QUESTION).await;
    let (line, _) = stage.hears("twin approve", None).await;
    stage.all_is_written().await;
    // Free words are no words to send.
    let (_, told) = stage.hears("скажи ей, что я занят", Some(line)).await;
    assert_eq!(told, Words.answer(None, &Answer::HowToSay));

    // The owner works on it in their app, and then forgets about that.
    stage.telegram.owner_drafts("норм, а у тебя");
    stage.until(|event| matches!(event, TwinEvent::Redrafted { .. }).then_some(())).await;
    let (changed, told) = stage.hears("ok", Some(line)).await;
    assert_eq!(told, Words.reply(Some(En), &shown(&["норм, а у тебя"], &[QUESTION], true)));
    assert_eq!(stage.engine.drafts().await.unwrap().len(), 1);

    // Anna writes more: another draft waits, and the word is about the old one.
    stage.all_is_written().await;
    // While the owner looks, the twin waits.
    stage.clock.move_to(stage.clock.now_and(31));
    stage.asks(LONG_QUESTION).await;
    let (_, told) = stage.hears("да", Some(changed)).await;
    assert_eq!(told, Words.answer(Some(Ru), &Answer::TooLate));
    let waiting = stage.engine.drafts().await.unwrap();
    assert_eq!(waiting.len(), 1, "nothing was approved");
    let bubbles = &waiting[0].reply.bubbles;
    let proposed: Vec<String> = bubbles.iter().map(|bubble| bubble.text.clone()).collect();
    // By its name it is shown first, as any other.
    let (line, told) = stage.hears("двойник отправь Анне", None).await;
    assert!(told.contains("texts") && !told.contains("Approved"), "{told}");
    stage.all_is_written().await;
    stage.notes("ok", Some(line));
    stage.goes_out().await;
    assert_eq!(stage.telegram.arrived_at(ANNA), proposed);
}

#[tokio::test]
async fn notes_do_nothing_and_nothing_is_learnt_of_commands() {
    let mut stage = set().await;
    let known = stage.exemplars().await;
    stage.plans(QUESTION).await;
    for text in
        ["стоп", "ok", "да", "twin\nstop", "купить twin-карту", "мой двойник стоп", "двойник, спой"]
    {
        stage.notes(text, None);
    }
    // Nor do words that are not the owner's own.
    let forwarded = stage.note("twin stop", None);
    stage.happens_in_saved(Message { forwarded: true, ..forwarded });
    let by_bot = stage.note("twin stop", None);
    stage.happens_in_saved(Message { via_bot: true, ..by_bot });
    // Nor what is said to somebody else: that is the owner's turn in the chat.
    stage.all_is_taken().await;
    assert!(stage.telegram.saved().is_empty());
    let inbox = stage.engine.inbox().await.unwrap();
    assert_eq!(inbox.due.len(), 1, "it is on its way");
    stage.is_told("twin status of Anna", &(En, Answer::Unknown)).await;
    stage.is_told("двойник, статсу", &(Ru, Answer::Unknown)).await;
    stage.is_told("двойник помощь", &(Ru, Answer::Help)).await;
    assert_eq!(stage.exemplars().await, known);
    stage.restart().await;
    stage.online().await;
    assert_eq!(stage.exemplars().await, known);
}

#[tokio::test]
async fn of_two_with_one_name_it_asks_which() {
    let mut stage = set().await;
    let other = PeerId(8);
    stage.drafts(QUESTION).await;
    let draft = stage.engine.drafts().await.unwrap().remove(0).reply;
    let bubbles = draft.bubbles.iter().cloned();
    let bubbles = bubbles.map(|bubble| Bubble { random_id: bubble.random_id + 1, ..bubble });
    let id = ReplyId::new(draft.created_at, 8);
    let another = Reply { id, chat: other, bubbles: bubbles.collect(), ..draft.clone() };
    let (store, owner) = stage.elsewhere().await;
    let mut tx = store.begin(owner).await.unwrap();
    let peer = Peer { username: Some("anna_8".to_owned()), ..peer(other) };
    tx.upsert_peer(stage.account, &peer).await.unwrap();
    assert!(tx.plan_reply(&another).await.unwrap());
    tx.commit().await.unwrap();
    let which = || {
        let mut chats = vec!["Анна".to_owned(), "Анна @anna_8".to_owned()];
        chats.sort();
        Answer::Which { chats }
    };
    for text in ["двойник отправь Анне", "двойник отправь", "двойник стоп Анна"]
    {
        let (_, told) = stage.hears(text, None).await;
        assert!(told.contains("Which") && told.contains("@anna_8"), "{text}: {told}");
    }
    stage.is_told("двойник что ты сказал Анне", &(Ru, which())).await;
    assert_eq!(stage.engine.drafts().await.unwrap().len(), 2);
    let stopped = Answer::Stopped { chats: vec!["Анна".to_owned()], late: 0 };
    stage.is_told("двойник стоп @anna_8", &(Ru, stopped)).await;
    assert_eq!(stage.engine.drafts().await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_told_twice_is_done_once() {
    let mut stage = set().await;
    let note = stage.note("twin pause", None);
    stage.happens_in_saved(note.clone());
    stage.lines(1).await;
    assert!(stage.engine.resume(Some(stage.account)).await.unwrap());
    stage.happens_in_saved(note.clone());
    stage.all_is_taken().await;
    assert_eq!(stage.pause().await, None);
    stage.restart().await;
    stage.online().await;
    stage.happens_in_saved(note);
    stage.all_is_taken().await;
    assert_eq!(stage.pause().await, None);
    assert_eq!(stage.telegram.saved().len(), 1);
}

#[tokio::test]
async fn an_answer_is_written_once_wherever_the_process_dies() {
    // Before the answer is tried, and when it was taken but that is not known.
    for fate in [Telegrams::TellsToWait, Telegrams::AcceptsButTheAnswerIsLost] {
        let mut stage = set().await;
        stage.telegram.will_answer(&[fate]);
        stage.notes("twin pause", None);
        while stage.telegram.tried().is_empty() {
            tokio::task::yield_now().await;
        }
        assert!(stage.pause().await.is_some());
        // It comes back as if the owner had written it.
        for (id, text) in stage.telegram.saved() {
            stage.happens_in_saved(Message { id, ..stage.note(&text, None) });
        }
        stage.all_is_taken().await;
        stage.restart().await;
        stage.engine.write_saved(std::sync::Arc::new(Words));
        stage.online().await;
        stage.all_is_written().await;
        let paused = Words.answer(Some(En), &Answer::Paused { until: None });
        let saved = stage.telegram.saved();
        let written: Vec<_> = saved.iter().filter(|(_, text)| *text == paused).collect();
        assert_eq!((written.len(), saved.len()), (1, 1), "{saved:?}");
        let tried = stage.telegram.tried();
        assert!(tried.len() > 1 && tried.iter().all(|id| *id == tried[0]), "{tried:?}");
        let own = stage.engine.chat(stage.account, crate::stage::OWNER, 9).await.unwrap().unwrap();
        let lines = own.messages.iter().filter(|message| message.content.text() == Some(&paused));
        assert!(lines.clone().all(|message| message.author == Author::Twin), "{own:?}");
    }
}

#[tokio::test]
async fn what_was_said_long_ago_only_makes_the_twin_do_less() {
    let mut stage = set().await;
    stage.drafts(QUESTION).await;
    stage.hears("twin approve", None).await;
    stage.all_is_written().await;
    let told = async |stage: &Stage, text: &str, seconds: u64| {
        let before = stage.telegram.saved().len();
        stage.noted_before(text, seconds);
        stage.lines(before + 1).await.pop().unwrap().1
    };
    let too_old = Words.answer(Some(En), &Answer::TooOld);
    assert_eq!(told(&stage, "twin approve", 601).await, too_old);
    assert_eq!(stage.engine.drafts().await.unwrap().len(), 1);
    // What came after it was written is not what it stops.
    let nothing = Words.answer(Some(En), &Answer::Stopped { chats: vec![], late: 0 });
    assert!(told(&stage, "twin stop Bob", 601).await.contains("NoChat"));
    assert!(told(&stage, "двойник стоп Анна", 601).await.contains("NothingWaits"));
    assert_eq!(told(&stage, "twin stop", 601).await, nothing);
    assert_eq!(stage.engine.drafts().await.unwrap().len(), 1);

    let over = Words.answer(Some(En), &Answer::PauseOver);
    assert_eq!(told(&stage, "twin pause 1h", 3_601).await, over);
    assert_eq!(stage.pause().await, None);
    told(&stage, "twin pause 2h", 3_600).await;
    assert_eq!(
        stage.pause().await,
        Some(Pause { since: stage.clock.now(), until: Some(stage.clock.now_and(3_600)) })
    );
    assert_eq!(told(&stage, "twin resume", 601).await, too_old);
    assert!(stage.pause().await.is_some());
    told(&stage, "twin status", 3_600).await;
    let lines = stage.telegram.saved().len();
    stage.noted_before("twin status", 13 * 3_600);
    stage.all_is_taken().await;
    assert_eq!(stage.telegram.saved().len(), lines, "nobody waits for that any more");
}
