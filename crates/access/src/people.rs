//! The people of the server: the first one, who invites others, and what they may do.

use std::sync::atomic::Ordering;

use domain::access::{INVITATION_LASTS, SignUpProblem, check_password, check_sign_up};
use domain::{AuditAction, InvitationId, OwnerId, Role, User};
use store::{Invitation, Tx};
use zeroize::Zeroizing;

use crate::audit::write_down;
use crate::given_out::take_back;
use crate::secrets::{self, Brought, Fresh};
use crate::sign_in::{self, NewSignIn};
use crate::{Access, Error, Signed, Source};

/// An invitation that was written just now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// The invitation as it is listed.
    pub invitation: Invitation,
    /// Its text, which whoever is invited brings: shown once, stored nowhere.
    pub text: Zeroizing<String>,
}

/// What became of somebody who wants to join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Joined {
    /// They are here, and signed in.
    Here(NewSignIn),
    /// The name or the password cannot be used.
    Problem(SignUpProblem),
    /// The name is somebody else's.
    NameTaken,
    /// There is nothing to join by: the invitation is unknown, used up, too old or taken back, or
    /// somebody is here already.
    NotInvited,
}

impl Access {
    /// Gives the owner that a server was made with a name and a password: they are its first person, and
    /// look after it.
    pub async fn set_up(
        &self,
        owner: OwnerId,
        name: &str,
        password: &str,
        source: &Source,
    ) -> Result<Joined, Error> {
        let mut tx = match self.first_person(owner, name, password, source).await? {
            Ok(tx) => tx,
            Err(why_not) => return Ok(why_not),
        };
        let signed_in = sign_in::begin(&self.inner, &mut tx, owner, source).await?;
        tx.commit().await?;
        self.inner.closed.store(true, Ordering::Relaxed);
        Ok(Joined::Here(signed_in))
    }

    /// The same for the command line, which holds no browser. Returns what is in the way, if something
    /// is.
    pub async fn set_up_without_browser(
        &self,
        owner: OwnerId,
        name: &str,
        password: &str,
    ) -> Result<Option<Joined>, Error> {
        match self.first_person(owner, name, password, &Source::default()).await? {
            Ok(tx) => tx.commit().await?,
            Err(why_not) => return Ok(Some(why_not)),
        }
        self.inner.closed.store(true, Ordering::Relaxed);
        Ok(None)
    }

    /// The transaction in which the first person is made, or what is in the way.
    async fn first_person(
        &self,
        owner: OwnerId,
        name: &str,
        password: &str,
        source: &Source,
    ) -> Result<Result<Tx, Joined>, Error> {
        if let Err(problem) = check_sign_up(name, password) {
            return Ok(Err(Joined::Problem(problem)));
        }
        if !self.is_open().await? {
            return Ok(Err(Joined::NotInvited));
        }
        let inner = &*self.inner;
        let hash = inner.passwords.hash(password).await?;
        let mut tx = inner.store.begin(owner).await?;
        if !tx.insert_user(name, &hash, Role::Admin, inner.clock.now()).await? {
            return Ok(Err(Joined::NotInvited));
        }
        write_down(inner, &mut tx, AuditAction::PasswordSet, "", source).await?;
        Ok(Ok(tx))
    }

    /// Gives whoever has a name another password, lets them in, asks them for no codes, signs them out
    /// everywhere, takes back their passkeys, their programs' tokens and the invitations that nobody has
    /// accepted, and switches their webhooks off; where nobody is left who looks after the server, they do. For the command line, whose user has the
    /// files anyway. `None` if nobody has that name.
    pub async fn reset(
        &self,
        name: &str,
        password: &str,
    ) -> Result<Option<Result<(), SignUpProblem>>, Error> {
        let inner = &*self.inner;
        let Some(owner) = inner.store.owner_named(name).await? else { return Ok(None) };
        if let Err(problem) = check_password(name, password) {
            return Ok(Some(Err(problem)));
        }
        let hash = inner.passwords.hash(password).await?;
        let looks_after = |user: &User| user.role == Role::Admin && !user.disabled;
        let is_looked_after = self.everybody().await?.iter().any(looks_after);
        let mut tx = inner.store.begin(owner).await?;
        tx.set_password_hash(&hash).await?;
        tx.set_totp_secret(None, &[]).await?;
        tx.set_disabled(false).await?;
        tx.delete_sign_ins(None).await?;
        take_back(inner, &mut tx, &Source::default()).await?;
        if !is_looked_after {
            tx.set_role(Role::Admin).await?;
        }
        write_down(inner, &mut tx, AuditAction::PasswordSet, "", &Source::default()).await?;
        tx.commit().await?;
        Ok(Some(Ok(())))
    }

    /// Writes an invitation. Only for people who look after the server: `None` for others.
    pub async fn invite(
        &self,
        by: &Signed,
        role: Role,
        source: &Source,
    ) -> Result<Option<Invited>, Error> {
        if by.user.role != Role::Admin {
            return Ok(None);
        }
        let inner = &*self.inner;
        let now = inner.clock.now();
        let fresh = Fresh::make();
        let invitation = Invitation {
            id: InvitationId::new(now, secrets::bits()),
            secret_hash: fresh.hash,
            role,
            created_at: now,
            accepted_by: None,
        };
        let owner = by.user.owner;
        let mut tx = inner.store.begin(owner).await?;
        tx.insert_invitation(&invitation).await?;
        write_down(inner, &mut tx, AuditAction::Invited, "", source).await?;
        tx.commit().await?;
        Ok(Some(Invited { text: fresh.text("", owner, invitation.id), invitation }))
    }

    /// The invitations that a person has written, the newest first.
    pub async fn invitations(&self, by: &Signed) -> Result<Vec<Invitation>, Error> {
        Ok(self.inner.store.read(by.user.owner).await?.invitations().await?)
    }

    /// Takes an invitation back. Returns whether it was in time.
    pub async fn withdraw_invitation(
        &self,
        by: &Signed,
        id: InvitationId,
        source: &Source,
    ) -> Result<bool, Error> {
        let mut tx = self.inner.store.begin(by.user.owner).await?;
        if !tx.delete_invitation(id).await? {
            return Ok(false);
        }
        write_down(&self.inner, &mut tx, AuditAction::InvitationWithdrawn, "", source).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Whether an invitation can be accepted.
    pub async fn is_invited(&self, text: &str) -> Result<bool, Error> {
        Ok(self.invited(text).await?.is_some())
    }

    /// Lets somebody join who brings an invitation. Their twins are to be started by the caller.
    pub async fn join(
        &self,
        text: &str,
        name: &str,
        password: &str,
        source: &Source,
    ) -> Result<Joined, Error> {
        let inner = &*self.inner;
        if let Err(problem) = check_sign_up(name, password) {
            return Ok(Joined::Problem(problem));
        }
        let Some((host, invitation)) = self.invited(text).await? else {
            return Ok(Joined::NotInvited);
        };
        let hash = inner.passwords.hash(password).await?;
        let now = inner.clock.now();
        if inner.store.owner_named(name).await?.is_some() {
            return Ok(Joined::NameTaken);
        }
        // Used up first: two at once with one invitation do not both come in. If the name is taken in
        // between, a new invitation is needed.
        let mut tx = inner.store.begin(host).await?;
        if !tx.accept_invitation(invitation.id, name).await? {
            return Ok(Joined::NotInvited);
        }
        write_down(inner, &mut tx, AuditAction::InvitationAccepted, name, source).await?;
        tx.commit().await?;
        let owner = OwnerId::new(now, secrets::bits());
        let mut tx = inner.store.begin(owner).await?;
        tx.insert_owner(now).await?;
        if !tx.insert_user(name, &hash, invitation.role, now).await? {
            return Ok(Joined::NameTaken);
        }
        write_down(inner, &mut tx, AuditAction::PasswordSet, "", source).await?;
        let signed_in = sign_in::begin(inner, &mut tx, owner, source).await?;
        tx.commit().await?;
        Ok(Joined::Here(signed_in))
    }

    /// The people of the server, the first before those who came later. Only for people who look after
    /// it: `None` for others.
    pub async fn people(&self, by: &Signed) -> Result<Option<Vec<User>>, Error> {
        if by.user.role != Role::Admin {
            return Ok(None);
        }
        self.everybody().await.map(Some)
    }

    /// The people of the server, for the command line, whose user has the files anyway.
    pub async fn everybody(&self) -> Result<Vec<User>, Error> {
        let mut people = Vec::new();
        for owner in self.inner.store.owners().await? {
            let found = self.inner.store.read(owner).await?.credentials().await?;
            people.extend(found.map(|found| found.user));
        }
        Ok(people)
    }

    /// Keeps a person out, signed out everywhere, or lets them in again. Their twins go on. Only for people
    /// who look after the server, and not for themselves. Returns whether it was done.
    pub async fn keep_out(
        &self,
        by: &Signed,
        whom: OwnerId,
        out: bool,
        source: &Source,
    ) -> Result<bool, Error> {
        // Two who do this to each other at once would both be gone.
        let _one_at_a_time = self.inner.people.lock().await;
        let Some((mut tx, name)) = self.begin_change(by, whom).await? else { return Ok(false) };
        tx.set_disabled(out).await?;
        if out {
            tx.delete_sign_ins(None).await?;
        }
        let action = if out { AuditAction::UserDisabled } else { AuditAction::UserEnabled };
        self.end_change(tx, by, action, &name, source).await?;
        Ok(true)
    }

    /// Sets what a person may do. Only for people who look after the server, and not for themselves: one
    /// always stays who does. Returns whether it was done.
    pub async fn set_role(
        &self,
        by: &Signed,
        whom: OwnerId,
        role: Role,
        source: &Source,
    ) -> Result<bool, Error> {
        // Two who do this to each other at once would both be gone.
        let _one_at_a_time = self.inner.people.lock().await;
        let Some((mut tx, name)) = self.begin_change(by, whom).await? else { return Ok(false) };
        tx.set_role(role).await?;
        let action = AuditAction::RoleChanged;
        self.end_change(tx, by, action, &name, source).await?;
        Ok(true)
    }

    /// Begins to change what a person may do, if that is for `by` to do; with their name.
    async fn begin_change(
        &self,
        by: &Signed,
        whom: OwnerId,
    ) -> Result<Option<(Tx, String)>, Error> {
        if !self.looks_after(by.user.owner).await? || by.user.owner == whom {
            return Ok(None);
        }
        let mut tx = self.inner.store.begin(whom).await?;
        let found = tx.credentials().await?;
        Ok(found.map(|found| (tx, found.user.name)))
    }

    /// Ends that, and writes it down for both.
    async fn end_change(
        &self,
        mut tx: Tx,
        by: &Signed,
        action: AuditAction,
        name: &str,
        source: &Source,
    ) -> Result<(), Error> {
        write_down(&self.inner, &mut tx, action, name, source).await?;
        tx.commit().await?;
        self.write_down(by.user.owner, action, name, source).await
    }

    /// An invitation that can be accepted, and who has written it.
    async fn invited(&self, text: &str) -> Result<Option<(OwnerId, Invitation)>, Error> {
        let Some(brought) = Brought::<InvitationId>::read("", text) else { return Ok(None) };
        let found = self.inner.store.read(brought.owner).await?.invitation(brought.id).await?;
        let now = self.inner.clock.now();
        let is_open = |row: &Invitation| {
            brought.is(&row.secret_hash)
                && row.accepted_by.is_none()
                && now.since(row.created_at) < INVITATION_LASTS
        };
        let found = found.filter(is_open);
        // What was written by somebody who no longer looks after the server invites nobody.
        if found.is_none() || !self.looks_after(brought.owner).await? {
            return Ok(None);
        }
        Ok(found.map(|invitation| (brought.owner, invitation)))
    }

    /// Whether somebody looks after the server now.
    pub async fn looks_after(&self, owner: OwnerId) -> Result<bool, Error> {
        let found = self.inner.store.read(owner).await?.credentials().await?;
        Ok(found.is_some_and(|found| found.user.role == Role::Admin && !found.user.disabled))
    }
}
