//! Groups: only who mentions the owner is answered, and only where the owner lets it.

use domain::{
    Author, Clock, Content, Event, IgnoreReason, Message, MessageId, Mode, Peer, PeerId, PeerKind,
};
use engine::{CancelReason, Said, TwinEvent};

use crate::stage::{
    ANNA, ANOTHER_ANSWER, ANOTHER_QUESTION, ANSWER, LONG_ANSWER, LONG_QUESTION, OWNER, QUESTION,
    Stage, anna, message, past,
};

const GROUP: PeerId = PeerId(-50);
const BORIS: PeerId = PeerId(8);

fn group() -> Peer {
    Peer { id: GROUP, kind: PeerKind::Group, title: "Дача".into(), ..anna() }
}

/// A stage on which groups are answered as `mode` says, with a group in which the owner has answered
/// before: what was said to one person only is not said to many.
async fn stage(mode: Mode) -> Stage {
    stage_with(group(), mode).await
}

async fn stage_with(group: Peer, mode: Mode) -> Stage {
    let mut stage = Stage::set().await;
    stage.allows(|policy| policy.groups = mode).await;
    let (store, owner) = stage.elsewhere().await;
    let mut tx = store.begin(owner).await.unwrap();
    tx.upsert_peer(stage.account, &group).await.unwrap();
    let mut past = past();
    past.iter_mut().for_each(|message| message.chat = group.id);
    tx.insert_messages(stage.account, &past).await.unwrap();
    tx.commit().await.unwrap();
    stage.restart().await;
    stage.online().await;
    stage
}

impl Stage {
    /// Somebody says something in the group.
    fn says(&self, change: impl FnOnce(&mut Message), text: &str) -> MessageId {
        let mut said = Message { chat: GROUP, sender: BORIS, ..self.telegram.unsent(text) };
        change(&mut said);
        let id = said.id;
        self.telegram.happens(Event::Message { message: said, peer: group() });
        id
    }

    fn mentions(&self, text: &str) -> MessageId {
        self.says(|said| said.mentions_owner = true, text)
    }

    /// What the next event in the group is, beside messages.
    async fn happens_in_group(&mut self) -> TwinEvent {
        loop {
            let next = self.next().await;
            if next.chat == Some(GROUP) && !matches!(next.event, TwinEvent::Message { .. }) {
                return next.event;
            }
        }
    }
}

#[tokio::test]
async fn who_mentions_the_owner_is_answered_once_and_quoted() {
    let mut stage = stage(Mode::Auto).await;
    stage.says(|_| {}, QUESTION);
    let asked = stage.mentions(&format!("@ilya, {ANOTHER_QUESTION}"));
    stage.burst_passes().await;
    let (bubbles, send_at) = stage.planned().await;
    assert_eq!(bubbles, [ANOTHER_ANSWER]);
    // What others say meanwhile changes nothing.
    stage.says(|_| {}, "кто привезёт дрова?");
    stage.time_comes(send_at).await;
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANOTHER_ANSWER]);
    assert_eq!(stage.telegram.quoted(), [Some(asked)]);
    let said = stage.engine.chat(stage.account, GROUP, 10).await.unwrap().unwrap().messages;
    let twins = said.iter().find(|message| message.author == Author::Twin).unwrap();
    assert_eq!(twins.reply_to, Some(asked));

    stage.says(|_| {}, QUESTION);
    stage.restart().await;
    stage.online().await;
    stage.all_is_taken().await;
    assert_eq!(stage.telegram.arrived(), [ANOTHER_ANSWER]);
}

#[tokio::test]
async fn talk_that_does_not_mention_the_owner_is_passed_over_without_a_word() {
    let mut stage = stage(Mode::Auto).await;
    stage.says(|_| {}, QUESTION);
    stage.says(|said| (said.via_bot, said.mentions_owner) = (true, true), QUESTION);
    stage.says(|said| (said.sender, said.mentions_owner) = (GROUP, true), QUESTION);
    stage.mentions(ANOTHER_QUESTION);
    // The first thing that the twin does there is to wait for the one who means the owner.
    assert!(matches!(stage.happens_in_group().await, TwinEvent::Waiting { .. }));
    let until = stage.clock.now_and(2);
    stage.clock.move_to(until);
    assert_eq!(stage.planned().await.0, [ANOTHER_ANSWER]);
}

#[tokio::test]
async fn groups_are_off_unless_the_owner_says_otherwise() {
    let mut stage = stage(Mode::Off).await;
    stage.mentions(QUESTION);
    stage.burst_passes().await;
    let ignored = |event: &TwinEvent| match event {
        TwinEvent::Ignored { reason } => Some(*reason),
        _ => None,
    };
    assert_eq!(stage.until(ignored).await, IgnoreReason::ModeOff);
    // A group's own mode counts before that of all.
    stage.engine.set_chat_mode(stage.account, GROUP, Some(Mode::Auto)).await.unwrap();
    stage.mentions(QUESTION);
    stage.burst_passes().await;
    assert_eq!(stage.planned().await.0, [ANSWER]);
}

#[tokio::test]
async fn a_channel_is_never_answered() {
    let mut stage = stage(Mode::Auto).await;
    let channel = Peer { kind: PeerKind::Channel, id: PeerId(-1_000_000_000_050), ..anna() };
    let post =
        Message { chat: channel.id, mentions_owner: true, ..stage.telegram.unsent(QUESTION) };
    stage.telegram.happens(Event::Message { message: post, peer: channel });
    stage.all_is_taken().await;
    assert_eq!(stage.telegram.tried(), [0_i64; 0]);
}

#[tokio::test]
async fn the_owners_own_word_in_the_group_sends_the_twin_away() {
    let mut stage = stage(Mode::Auto).await;
    stage.mentions(QUESTION);
    stage.burst_passes().await;
    stage.planned().await;
    stage.says(|said| (said.author, said.sender) = (Author::Owner, OWNER), "я тут");
    assert_eq!(stage.cancelled().await, CancelReason::OwnerWrote);
    stage.mentions(ANOTHER_QUESTION);
    stage.burst_passes().await;
    stage.until(|event| matches!(event, TwinEvent::StandingDown { .. }).then_some(())).await;
    assert_eq!(stage.telegram.tried(), [0_i64; 0]);
}

#[tokio::test]
async fn a_draft_in_a_group_outlasts_the_talk_of_others_and_goes_with_the_owners_word() {
    let mut stage = stage(Mode::Draft).await;
    let asked = stage.mentions(QUESTION);
    stage.burst_passes().await;
    let reply = stage
        .until(|event| match event {
            TwinEvent::Drafted { reply, .. } => Some(*reply),
            _ => None,
        })
        .await;
    stage.says(|_| {}, "а я бы поехал");
    stage.all_is_taken().await;
    assert_eq!(stage.engine.approve(reply, None).await.unwrap(), Said::InTime);
    let send_at = stage.clock.now_and(4);
    stage.clock.move_to(send_at);
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), [ANSWER]);
    assert_eq!(stage.telegram.quoted(), [Some(asked)]);
}

#[tokio::test]
async fn only_the_first_message_of_a_reply_quotes_and_others_do_not_cut_it_short() {
    let mut stage = stage(Mode::Auto).await;
    let asked = stage.mentions(LONG_QUESTION);
    stage.burst_passes().await;
    let (_, send_at) = stage.planned().await;
    stage.time_comes(send_at).await;
    stage.until(|event| matches!(event, TwinEvent::Typing { .. }).then_some(())).await;
    stage.says(|_| {}, "а мне не понравился");
    stage.all_is_taken().await;
    let second = stage.clock.now_and(4);
    stage.clock.move_to(second);
    stage.sent().await;
    assert_eq!(stage.telegram.arrived(), LONG_ANSWER);
    assert_eq!(stage.telegram.quoted(), [Some(asked), None]);
}

#[tokio::test]
async fn what_others_said_in_a_supergroup_while_nobody_was_connected_is_read() {
    const SUPERGROUP: PeerId = PeerId(-1_000_000_000_060);
    let supergroup = Peer { id: SUPERGROUP, ..group() };
    let mut stage = stage_with(supergroup.clone(), Mode::Auto).await;
    let there = |said: Message| Message { chat: SUPERGROUP, ..said };
    let asked = there(Message { mentions_owner: true, ..stage.telegram.unsent(QUESTION) });
    stage.telegram.happens(Event::Message { message: asked.clone(), peer: supergroup });
    stage.burst_passes().await;
    let (_, send_at) = stage.planned().await;
    // The owner answers while the twin is not connected, and nobody tells of it afterwards.
    let answered = Message {
        content: Content::Text { text: "уже нет".into() },
        ..message(asked.id.0 + 1, Author::Owner, "", stage.clock.now())
    };
    stage.telegram.goes_away();
    stage.telegram.remembers(vec![asked, there(answered)]);
    stage.telegram.comes_back();
    assert_eq!(stage.cancelled().await, CancelReason::OwnerWrote);
    stage.clock.move_to(send_at);
    stage.all_is_taken().await;
    assert_eq!(stage.telegram.tried(), [0_i64; 0]);
}

#[tokio::test]
async fn a_page_can_say_who_wrote_in_a_group_and_what_is_quoted() {
    let mut stage = stage(Mode::Off).await;
    stage.telegram.calls(BORIS, "Борис Белов");
    let first = stage.says(|_| {}, "кто за мясом?");
    stage.says(|said| (said.sender, said.reply_to) = (PeerId(9), Some(first)), "не я");
    stage.says(|said| (said.author, said.sender) = (Author::Owner, OWNER), "и не я");
    stage.says(|said| (said.sender, said.reply_to) = (ANNA, Some(MessageId(5_000))), "ну");
    stage.all_is_taken().await;
    let seen = stage.engine.chat(stage.account, GROUP, 4).await.unwrap().unwrap();
    let names: Vec<_> = seen.voices.names.iter().map(|(id, name)| (*id, name.as_str())).collect();
    // Whoever has a chat of their own is called as that is.
    assert_eq!(names, [(ANNA, "Анна"), (BORIS, "Борис Белов")]);
    let quoted: Vec<_> = seen.voices.quoted.keys().copied().collect();
    assert_eq!(quoted, [first], "what is not stored is not there");

    // It is known after a restart, of whoever is called otherwise by then too.
    stage.telegram.calls(BORIS, "Боря");
    stage.says(|_| {}, "ау");
    stage.all_is_taken().await;
    let (store, owner) = stage.elsewhere().await;
    let mut tx = store.read(owner).await.unwrap();
    let name = tx.person_name(stage.account, BORIS).await.unwrap();
    assert_eq!(name.as_deref(), Some("Боря"));
}
