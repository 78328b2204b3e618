//! The numbers as programs are told them, with their units.

use domain::{Failing, Helper};
use engine::{ChatNumbers, DayNumbers, VoiceUsage};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::shapes::{Millis, ModeName};

/// Replies of a mode.
#[derive(Serialize, ToSchema)]
#[schema(as = SentInMode)]
pub(in crate::api::v1) struct InMode {
    /// The mode under which they were written.
    pub(super) mode: ModeName,
    /// How many were sent.
    pub(super) replies: u64,
}

/// What hearing and speaking took.
#[derive(Default, Serialize, ToSchema)]
#[schema(as = VoiceNumbers)]
pub(in crate::api::v1) struct VoiceNumbers {
    /// How many voice notes, round videos and files of sound were heard.
    pub(super) heard: u64,
    /// How long they are, in seconds.
    pub(super) heard_seconds: u64,
    /// How much of that was paid for, in seconds.
    pub(super) paid_seconds: u64,
    /// How many replies were spoken.
    pub(super) spoken: u64,
    /// How long these are, in seconds.
    pub(super) spoken_seconds: u64,
    /// How many characters were paid for.
    pub(super) paid_characters: u64,
    /// What both cost, in billionths of the currency of `voice_prices`; 0 also where these are not set.
    pub(super) cost_billionths: u64,
}

impl From<VoiceUsage> for VoiceNumbers {
    fn from(usage: VoiceUsage) -> Self {
        Self {
            heard: usage.heard,
            heard_seconds: usage.seconds,
            paid_seconds: usage.charged.as_secs(),
            spoken: usage.spoke.notes,
            spoken_seconds: usage.spoke.seconds,
            paid_characters: usage.spoke.characters,
            cost_billionths: usage.cost(),
        }
    }
}

/// What hearing and speaking took in a day of UTC.
#[derive(Serialize, ToSchema)]
#[schema(as = VoiceDay)]
pub(in crate::api::v1) struct VoiceDay {
    /// When the day begins.
    pub(super) day: Millis,
    /// What it took.
    #[serde(flatten)]
    pub(super) voice: VoiceNumbers,
}

/// What hearing and speaking took in a chat.
#[derive(Serialize, ToSchema)]
#[schema(as = VoiceChat)]
pub(in crate::api::v1) struct VoiceChat {
    /// The chat.
    pub(super) chat: i64,
    /// What it took.
    #[serde(flatten)]
    pub(super) voice: VoiceNumbers,
}

/// What happened.
#[derive(Serialize, ToSchema)]
#[schema(as = Statistics)]
pub(in crate::api::v1) struct Statistics {
    /// From when on it is counted.
    pub(super) from: Millis,
    /// Before when.
    pub(super) to: Millis,
    /// How many messages people wrote to the owner, in private chats.
    pub(super) messages_in: u64,
    /// In how many chats.
    pub(super) chats: u64,
    /// How many messages the owner wrote.
    pub(super) messages_by_owner: u64,
    /// How many messages the twin sent.
    pub(super) messages_by_twin: u64,
    /// How many replies were sent, by mode.
    pub(super) replies: Vec<InMode>,
    /// What became of the replies that were planned within the span.
    pub(super) outcomes: Outcomes,
    /// How long people wait for an answer of the owner's own: the median, in seconds; null if there was none. Whoever
    /// answers after more than twelve hours begins a new talk.
    pub(super) owner_answers_seconds: Option<u64>,
    /// The same of the twin.
    pub(super) twin_answers_seconds: Option<u64>,
    /// How long reading and typing what the twin sent would have taken the owner, in seconds: 15 for a reply, and 0.278
    /// for each of its characters.
    pub(super) saved_seconds: u64,
    /// How many tokens models read and wrote for all accounts together, on the days that the owner's budget has.
    pub(super) model_tokens: u64,
    /// What that cost, in billionths of the currency of the prices; 0 also where these are not set.
    pub(super) model_cost_billionths: u64,
    /// How often models, ears and mouths were asked in vain, of all accounts together. It is kept by days of UTC, and
    /// counts with their middle.
    pub(super) asked_in_vain: Vec<AskedInVain>,
    /// The same and the messages by day of UTC, the days on which there was any of it.
    pub(super) days: Vec<Day>,
    /// The chats in which most was said, at most ten, the liveliest first.
    pub(super) busiest_chats: Vec<BusyChat>,
    /// Whether older messages are still being indexed: they are counted in `messages_in`, and nowhere else yet.
    pub(super) is_indexing: bool,
    /// How many of the owner's own answers the twin has learnt by now; null of one that does not run.
    pub(super) exemplars: Option<usize>,
    /// What hearing and speaking took.
    pub(super) voice: VoiceNumbers,
    /// The same by day of UTC, the days on which there was either.
    pub(super) voice_days: Vec<VoiceDay>,
    /// The same by chat, as far as it is kept in which.
    pub(super) voice_chats: Vec<VoiceChat>,
}

/// What became of replies.
#[derive(Serialize, ToSchema)]
#[schema(as = ReplyOutcomes)]
pub(in crate::api::v1) struct Outcomes {
    /// How many were sent.
    sent: u64,
    /// How many of these as the twin wrote them, and not taken back.
    unedited: u64,
    /// Which share of those sent that is, from 0 to 1; null if none was.
    #[schema(example = 0.93)]
    unedited_share: Option<f64>,
    /// How many drafts the owner approved as they were.
    approved: u64,
    /// How many they changed first.
    edited: u64,
    /// How many they discarded.
    rejected: u64,
    /// How many were taken back after they were sent.
    undone: u64,
    /// How many Telegram refused for good.
    failed: u64,
}

impl From<&engine::Statistics> for Outcomes {
    fn from(counted: &engine::Statistics) -> Self {
        let sent: u64 = counted.sent.values().sum();
        Self {
            sent,
            unedited: counted.unedited,
            unedited_share: (sent > 0).then(|| counted.unedited as f64 / sent as f64),
            approved: counted.approved,
            edited: counted.edited,
            rejected: counted.rejected,
            undone: counted.undone,
            failed: counted.failed,
        }
    }
}

/// Who works for a twin.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Helper)]
enum HelperName {
    /// A model, which writes.
    Model,
    /// Who hears voice notes.
    Ear,
    /// Who speaks replies.
    Mouth,
}

/// Why somebody was asked in vain.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Failing)]
enum FailingName {
    /// They could not be reached, or gave no answer in time.
    Unreachable,
    /// The key is missing or wrong.
    Key,
    /// They were asked too often.
    Limit,
    /// There is no money left for them.
    Money,
    /// What they answered is no answer.
    Answer,
    /// Anything else.
    Other,
}

/// How often somebody was asked in vain for a reason.
#[derive(Serialize, ToSchema)]
#[schema(as = AskedInVain)]
pub(in crate::api::v1) struct AskedInVain {
    /// Who was asked.
    who: HelperName,
    /// Why it was in vain.
    why: FailingName,
    /// How often.
    times: u64,
}

impl From<(&(Helper, Failing), &u64)> for AskedInVain {
    fn from(((helper, why), times): (&(Helper, Failing), &u64)) -> Self {
        let who = match helper {
            Helper::Model => HelperName::Model,
            Helper::Ear => HelperName::Ear,
            Helper::Mouth => HelperName::Mouth,
        };
        let why = match why {
            Failing::Unreachable => FailingName::Unreachable,
            Failing::Key => FailingName::Key,
            Failing::Limit => FailingName::Limit,
            Failing::Money => FailingName::Money,
            Failing::Answer => FailingName::Answer,
            Failing::Other => FailingName::Other,
        };
        Self { who, why, times: *times }
    }
}

/// What happened in a day of UTC.
#[derive(Serialize, ToSchema)]
#[schema(as = DayNumbers)]
pub(in crate::api::v1) struct Day {
    /// When the day begins.
    day: Millis,
    /// How many messages people wrote to the owner, in private chats.
    messages_in: u64,
    /// How many messages the owner wrote.
    messages_by_owner: u64,
    /// How many the twin sent.
    messages_by_twin: u64,
    /// How many tokens models read and wrote for all accounts together.
    model_tokens: u64,
    /// What that cost, in billionths of the currency of the prices.
    model_cost_billionths: u64,
    /// How often models were asked in vain, for all accounts together.
    models_in_vain: u64,
    /// How often something was not heard.
    ears_in_vain: u64,
    /// How often something was not spoken.
    mouths_in_vain: u64,
}

impl Day {
    /// A day that begins then; `None` if nothing happened in it.
    pub(super) fn of(numbers: &DayNumbers, day: Millis) -> Option<Self> {
        let DayNumbers { came, by_owner, by_twin, tokens, billionths, in_vain, .. } = *numbers;
        let happened = came + by_owner + by_twin + tokens + in_vain.total();
        (happened > 0).then_some(Self {
            day,
            messages_in: came,
            messages_by_owner: by_owner,
            messages_by_twin: by_twin,
            model_tokens: tokens,
            model_cost_billionths: billionths,
            models_in_vain: in_vain.models,
            ears_in_vain: in_vain.ears,
            mouths_in_vain: in_vain.mouths,
        })
    }
}

/// How much was said in a chat.
#[derive(Serialize, ToSchema)]
#[schema(as = BusyChat)]
pub(in crate::api::v1) struct BusyChat {
    /// The chat.
    chat: i64,
    /// Its name.
    title: String,
    /// How many messages people wrote to the owner; 0 in a group, where people talk with each other.
    messages_in: u64,
    /// How many messages the owner wrote.
    messages_by_owner: u64,
    /// How many the twin sent.
    messages_by_twin: u64,
}

impl From<&ChatNumbers> for BusyChat {
    fn from(numbers: &ChatNumbers) -> Self {
        Self {
            chat: numbers.chat.0,
            title: numbers.title.clone(),
            messages_in: numbers.came,
            messages_by_owner: numbers.by_owner,
            messages_by_twin: numbers.by_twin,
        }
    }
}
