//! Who may do what on the server: the people who sign in, what their programs may do for them, how
//! long that lasts, and what is written down of it.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::guessable::is_guessable;
use crate::{AuditId, OwnerId, Timestamp};

/// How long a browser stays signed in after it was last used.
pub const SIGN_IN_LASTS: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// How long a person counts as present after they last proved who they are. What cannot be taken back
/// is done by people who are present only.
pub const CONFIRMED_FOR: Duration = Duration::from_secs(10 * 60);

/// How long an invitation can be accepted.
pub const INVITATION_LASTS: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The shortest password, in characters. Of NIST SP 800-63B, which asks for nothing else of it.
pub const SHORTEST_PASSWORD: usize = 10;

/// The longest password, in bytes: more would only cost time.
pub const LONGEST_PASSWORD: usize = 1024;

/// The longest name, in characters.
pub const LONGEST_NAME: usize = 64;

/// How often a wrong password, or a wrong code, does nothing yet.
const FREE_FAILURES: u32 = 5;

/// The longest time for which wrong passwords close a name.
const LONGEST_LOCK: Duration = Duration::from_secs(60 * 60);

/// A person who signs in. Every person has rows of their own, which nobody else sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Whose rows are theirs.
    pub owner: OwnerId,
    /// The name they sign in with, as they write it.
    pub name: String,
    /// What they may do beside having twins.
    pub role: Role,
    /// Since when they are here.
    pub created_at: Timestamp,
    /// Whether they are kept out.
    pub disabled: bool,
}

/// What a person may do on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Has twins, and sees what is theirs.
    Owner,
    /// Also invites others and keeps them out. Sees nothing of what is theirs.
    Admin,
}

/// What a program may do for the person whose token it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// See: accounts, chats, messages, replies, what is remembered.
    Read,
    /// Let drafts go, change, stop and undo replies, answer the twin's questions.
    Answer,
    /// Send messages of its own.
    Send,
    /// Change modes, rules, models, memory and what is learnt.
    Manage,
    /// Log accounts in and out.
    Login,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Read, Self::Answer, Self::Send, Self::Manage, Self::Login];

    /// Its name in the API and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Answer => "answer",
            Self::Send => "send",
            Self::Manage => "manage",
            Self::Login => "login",
        }
    }
}

/// What a token allows. Its text is the names, with blanks between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scopes(BTreeSet<Scope>);

impl Scopes {
    /// Everything.
    pub fn all() -> Self {
        Self::from_iter(Scope::ALL)
    }

    /// Whether it allows that.
    pub fn allow(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// Whether it allows nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What it allows, in order.
    pub fn iter(&self) -> impl Iterator<Item = Scope> {
        self.0.iter().copied()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().collect())
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.iter().map(Scope::name).collect();
        f.write_str(&names.join(" "))
    }
}

/// A name that is no scope's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a scope: {0}")]
pub struct UnknownScope(pub String);

impl FromStr for Scopes {
    type Err = UnknownScope;

    fn from_str(text: &str) -> Result<Self, UnknownScope> {
        let scope = |name: &str| Scope::ALL.into_iter().find(|scope| scope.name() == name);
        text.split_whitespace()
            .map(|name| scope(name).ok_or_else(|| UnknownScope(name.to_owned())))
            .collect()
    }
}

/// What is written down of what happened on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Sorts by time.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub action: AuditAction,
    /// To what: the name of a token, of a person or of an account; never a secret or a number.
    pub subject: String,
    /// From which address; `None` from this machine's command line.
    pub address: Option<String>,
}

/// What can happen that a person may want to look up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuditAction {
    /// Somebody signed in.
    SignedIn,
    /// A wrong password or code.
    SignInRefused,
    /// Signed out in one browser.
    SignedOut,
    /// Signed out everywhere.
    SignedOutEverywhere,
    /// The password was set or changed.
    PasswordSet,
    /// Codes of an app are asked for from now on.
    CodesOn,
    /// Codes of an app are no longer asked for.
    CodesOff,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was taken away.
    PasskeyRemoved,
    /// An API token was made.
    TokenMade,
    /// An API token was taken back.
    TokenRevoked,
    /// Somebody was invited.
    Invited,
    /// An invitation was accepted.
    InvitationAccepted,
    /// An invitation was taken back.
    InvitationWithdrawn,
    /// A person's role was changed.
    RoleChanged,
    /// A person is kept out.
    UserDisabled,
    /// A person is let in again.
    UserEnabled,
    /// A Telegram account was logged in.
    AccountLoggedIn,
    /// A Telegram account was logged out.
    AccountLoggedOut,
    /// A Telegram account was removed, with all that was known of it.
    AccountRemoved,
    /// A bot was added.
    BotAdded,
    /// A bot was given another token.
    BotTokenSet,
    /// The account to which a bot is connected was taken for the person's own.
    BotConnected,
    /// Which model writes was chosen, or that choice taken back.
    ModelChosen,
    /// A key of a model was set or changed.
    ModelKeySet,
    /// A key of a model was forgotten.
    ModelKeyRemoved,
    /// A voice was made of the owner's recordings.
    VoiceMade,
    /// A voice of the owner's was deleted.
    VoiceDeleted,
    /// A webhook was added.
    WebhookSet,
    /// A webhook was changed, turned on or off.
    WebhookChanged,
    /// A webhook got a new secret.
    WebhookSecret,
    /// A webhook was taken away.
    WebhookRemoved,
    /// A webhook is told of nothing any more, because it failed.
    WebhookDisabled,
    /// Messages were exported.
    Exported,
    /// Messages were erased.
    HistoryErased,
}

impl AuditAction {
    /// All of them.
    pub const ALL: [Self; 35] = [
        Self::SignedIn,
        Self::SignInRefused,
        Self::SignedOut,
        Self::SignedOutEverywhere,
        Self::PasswordSet,
        Self::CodesOn,
        Self::CodesOff,
        Self::PasskeyAdded,
        Self::PasskeyRemoved,
        Self::TokenMade,
        Self::TokenRevoked,
        Self::Invited,
        Self::InvitationAccepted,
        Self::InvitationWithdrawn,
        Self::RoleChanged,
        Self::UserDisabled,
        Self::UserEnabled,
        Self::AccountLoggedIn,
        Self::AccountLoggedOut,
        Self::AccountRemoved,
        Self::BotAdded,
        Self::BotTokenSet,
        Self::BotConnected,
        Self::ModelChosen,
        Self::ModelKeySet,
        Self::ModelKeyRemoved,
        Self::VoiceMade,
        Self::VoiceDeleted,
        Self::WebhookSet,
        Self::WebhookChanged,
        Self::WebhookSecret,
        Self::WebhookRemoved,
        Self::WebhookDisabled,
        Self::Exported,
        Self::HistoryErased,
    ];

    /// Its name in the API and in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::SignInRefused => "sign_in_refused",
            Self::SignedOut => "signed_out",
            Self::SignedOutEverywhere => "signed_out_everywhere",
            Self::PasswordSet => "password_set",
            Self::CodesOn => "codes_on",
            Self::CodesOff => "codes_off",
            Self::PasskeyAdded => "passkey_added",
            Self::PasskeyRemoved => "passkey_removed",
            Self::TokenMade => "token_made",
            Self::TokenRevoked => "token_revoked",
            Self::Invited => "invited",
            Self::InvitationAccepted => "invitation_accepted",
            Self::InvitationWithdrawn => "invitation_withdrawn",
            Self::RoleChanged => "role_changed",
            Self::UserDisabled => "user_disabled",
            Self::UserEnabled => "user_enabled",
            Self::AccountLoggedIn => "account_logged_in",
            Self::AccountLoggedOut => "account_logged_out",
            Self::AccountRemoved => "account_removed",
            Self::BotAdded => "bot_added",
            Self::BotTokenSet => "bot_token_set",
            Self::BotConnected => "bot_connected",
            Self::ModelChosen => "model_chosen",
            Self::ModelKeySet => "model_key_set",
            Self::ModelKeyRemoved => "model_key_removed",
            Self::VoiceMade => "voice_made",
            Self::VoiceDeleted => "voice_deleted",
            Self::WebhookSet => "webhook_set",
            Self::WebhookChanged => "webhook_changed",
            Self::WebhookSecret => "webhook_secret",
            Self::WebhookRemoved => "webhook_removed",
            Self::WebhookDisabled => "webhook_disabled",
            Self::Exported => "exported",
            Self::HistoryErased => "history_erased",
        }
    }
}

/// What is wrong with a name or a password that somebody wants to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignUpProblem {
    /// There is no name.
    #[error("the name is empty")]
    NameEmpty,
    /// The name is longer than [`LONGEST_NAME`], or has characters that are not shown.
    #[error("the name is too long or has characters that are not shown")]
    NameUnusable,
    /// The password is shorter than [`SHORTEST_PASSWORD`].
    #[error("the password is too short")]
    PasswordShort,
    /// The password is longer than [`LONGEST_PASSWORD`].
    #[error("the password is too long")]
    PasswordLong,
    /// The password is one that others try first: the name, a common word, a row of keys.
    #[error("the password is easily guessed")]
    PasswordGuessed,
}

/// The name as it is told from others: who writes it with other capitals is the same person.
pub fn same_name(name: &str) -> String {
    name.trim().to_lowercase()
}

/// Looks at what somebody wants to sign in with.
pub fn check_sign_up(name: &str, password: &str) -> Result<(), SignUpProblem> {
    let name = name.trim();
    if name.is_empty() {
        return Err(SignUpProblem::NameEmpty);
    }
    if name.chars().count() > LONGEST_NAME || name.chars().any(is_not_shown) {
        return Err(SignUpProblem::NameUnusable);
    }
    check_password(name, password)
}

/// Whether a character is not seen: with it two names would look alike, or be read backwards.
pub(crate) fn is_not_shown(char: char) -> bool {
    char.is_control()
        || matches!(
            char,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// Looks at a new password of somebody.
pub fn check_password(name: &str, password: &str) -> Result<(), SignUpProblem> {
    if password.len() > LONGEST_PASSWORD {
        return Err(SignUpProblem::PasswordLong);
    }
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(SignUpProblem::PasswordShort);
    }
    if same_name(password) == same_name(name) || is_guessable(name, password) {
        return Err(SignUpProblem::PasswordGuessed);
    }
    Ok(())
}

/// For how long so many wrong passwords in a row close a name: a minute after the fifth, then twice as
/// long for each more, an hour at most.
pub fn locked_for(failures: u32) -> Option<Duration> {
    let over = failures.checked_sub(FREE_FAILURES)?;
    let minutes = 1_u64.checked_shl(over).unwrap_or(u64::MAX);
    Some(Duration::from_secs(minutes.saturating_mul(60)).min(LONGEST_LOCK))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_read_as_they_are_written() {
        for text in ["", "read", "read answer", "read answer send manage login"] {
            assert_eq!(text.parse::<Scopes>().unwrap().to_string(), text);
        }
        let scopes: Scopes = " send\tread ".parse().unwrap();
        assert!(scopes.allow(Scope::Send) && !scopes.allow(Scope::Manage));
        assert_eq!("read all".parse::<Scopes>(), Err(UnknownScope("all".into())));
        assert!(Scope::ALL.into_iter().all(|scope| Scopes::all().allow(scope)));
    }

    #[test]
    fn no_two_actions_have_one_name() {
        let names: BTreeSet<&str> = AuditAction::ALL.into_iter().map(AuditAction::name).collect();
        assert_eq!(names.len(), AuditAction::ALL.len());
    }

    #[test]
    fn weak_passwords_and_unusable_names_are_refused() {
        use SignUpProblem as P;
        let long = "x".repeat(LONGEST_NAME + 1);
        for (name, password, expected) in [
            ("anna", "correct horse", Ok(())),
            ("Анна", "десять букв", Ok(())),
            (" ", "correct horse", Err(P::NameEmpty)),
            (&*long, "correct horse", Err(P::NameUnusable)),
            ("an\nna", "correct horse", Err(P::NameUnusable)),
            ("an\u{200b}na", "correct horse", Err(P::NameUnusable)),
            ("\u{202e}anna", "correct horse", Err(P::NameUnusable)),
            ("anna", "ninechars", Err(P::PasswordShort)),
            ("anna", "девять зн", Err(P::PasswordShort)),
            ("annaannaanna", "AnnaAnnaAnna", Err(P::PasswordGuessed)),
            ("anna", "aaaaaaaaaaaa", Err(P::PasswordGuessed)),
            ("anna", "1234567890", Err(P::PasswordGuessed)),
            ("anna", "Anna1990!!", Err(P::PasswordGuessed)),
            ("anna", &"ab".repeat(600), Err(P::PasswordLong)),
        ] {
            assert_eq!(check_sign_up(name, password), expected, "{name} {password}");
        }
    }

    #[test]
    fn a_lock_grows_up_to_an_hour() {
        let minutes = |failures| locked_for(failures).map(|time| time.as_secs() / 60);
        assert_eq!(minutes(4), None);
        assert_eq!(minutes(5), Some(1));
        assert_eq!(minutes(8), Some(8));
        assert_eq!(minutes(11), Some(60));
        assert_eq!(minutes(u32::MAX), Some(60));
    }
}
