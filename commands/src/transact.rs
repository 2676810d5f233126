//! Transact: the one loop of every command. Read, decide, append; again if somebody came first.

use crate::folds::{Fold, Folding, Times};
use crate::house::House;
use chrono::{DateTime, Utc};
use domain::{Actor, Cause, Draft, EventRef, Field, Texts};
use store::codec::{self, CodecError};
use store::port::{
    AppendError, Expected, PAGE_MAX, Position, ReadError, Recorded, Revision, StreamName,
};
use store::stream::Stream;
use store::vault::{Entry, VaultError};
use thiserror::Error;
use tokio::sync::OwnedMutexGuard;
use uuid::Uuid;

/// How often a command is decided again after another writer came first, or the answer was lost.
pub const ATTEMPTS_MAX: usize = 10;

/// Why a command left nothing behind.
#[derive(Debug, Error)]
pub enum Error<R: std::error::Error + 'static> {
    /// The rules say no; nothing was recorded.
    #[error(transparent)]
    Rejected(R),
    /// Others came first, [`ATTEMPTS_MAX`] times; safe to ask again.
    #[error("others wrote to {0} first, again and again")]
    Contended(StreamName),
    #[error("failed to read before deciding")]
    Read(#[source] ReadError),
    #[error("failed to record what was decided")]
    Append(#[source] AppendError),
    #[error("failed to understand what is recorded")]
    Decode(#[source] CodecError),
    #[error("failed to seal or open private texts")]
    Vault(#[source] VaultError),
}

impl<R: std::error::Error + 'static> Error<R> {
    /// Whether what is asked can never be written down, however often it is asked. The log and the keys are well.
    pub fn is_lasting(&self) -> bool {
        match self {
            Self::Append(it) => !it.may_retry(),
            Self::Vault(it) => {
                matches!(it, VaultError::TooLong | VaultError::Codec(CodecError::NotFacts { .. }))
            }
            Self::Rejected(_) | Self::Contended(_) | Self::Read(_) | Self::Decode(_) => false,
        }
    }

    /// The same failure of a command that has other refusals.
    pub fn map<Q: std::error::Error + 'static>(self, map: impl FnOnce(R) -> Q) -> Error<Q> {
        match self {
            Self::Rejected(it) => Error::Rejected(map(it)),
            Self::Contended(it) => Error::Contended(it),
            Self::Read(it) => Error::Read(it),
            Self::Append(it) => Error::Append(it),
            Self::Decode(it) => Error::Decode(it),
            Self::Vault(it) => Error::Vault(it),
        }
    }
}

/// An event that a command led to, now or when it was asked before.
#[derive(Debug, Clone)]
pub struct Happened<E> {
    pub id: EventRef,
    pub event: E,
    pub occurred_at: DateTime<Utc>,
    pub correlation: Uuid,
    pub actor: Actor,
    /// Its private texts; what was erased is absent.
    pub texts: Texts,
}

/// What a command led to.
#[derive(Debug, Clone)]
pub struct Done<E> {
    pub events: Vec<Happened<E>>,
    /// The position of the last event, to wait for in a view; `None` if nothing happened.
    pub position: Option<Position>,
    /// True if all this was recorded when the same cause came before.
    pub repeated: bool,
}

impl<E> Done<E> {
    pub(crate) fn nothing() -> Self {
        Self { events: Vec::new(), position: None, repeated: false }
    }
}

/// Reads a stream, decides, and appends what was decided.
///
/// A cause that was applied to this stream before is recognised, on every store, and answered with what was recorded
/// then. Deciding nothing writes nothing.
///
/// # Errors
///
/// [`Error::Rejected`] carries the refusal of `decide`; nothing was recorded. [`Error::Contended`] after
/// [`ATTEMPTS_MAX`] conflicts. The others are failures of the store or the keyring; asking again is harmless.
pub async fn transact<S: Folding, R: std::error::Error + 'static>(
    house: &House,
    stream: &Stream,
    actor: Actor,
    cause: &Cause,
    decide: impl Fn(&S) -> Result<Vec<Draft<S::Event>>, R>,
) -> Result<Done<S::Event>, Error<R>>
where
    Fold<S>: Default,
{
    let name = stream.name();
    let fold = house.folds.of::<S>(&name);
    let mut fold = fold.lock().await;
    let mut unavailable = None;
    for _ in 0..ATTEMPTS_MAX {
        read_what_is_new::<S, R>(house, &name, &mut fold).await?;
        if let Some(&first) = fold.causes.get(&cause.id()) {
            return recorded_before::<S, R>(house, &name, first, cause.id()).await;
        }
        // What was refused, or was nothing new, when its cause was recorded is not done because things changed since.
        let then = state_then::<S, R>(house, &name, fold.last).await?;
        if let Some(then) = then
            && decide(&then).map_err(Error::Rejected)?.is_empty()
        {
            return Ok(Done::nothing());
        }
        let drafts = decide(&fold.state).map_err(Error::Rejected)?;
        if drafts.is_empty() {
            return Ok(Done::nothing());
        }
        let mut events = Vec::with_capacity(drafts.len());
        for (ordinal, draft) in drafts.iter().enumerate() {
            let entry = Entry { stream, actor, cause, ordinal };
            events.push(house.vault.seal(draft, &entry).await.map_err(Error::Vault)?);
        }
        let ids: Vec<_> = events.iter().map(|it| EventRef(it.id.0)).collect();
        let expected = match fold.next {
            0 => Expected::NoStream,
            next => Expected::At(Revision(next - 1)),
        };
        let now = house.clock.now();
        match house.store.append(&name, expected, now, events).await {
            Ok(appended) => {
                for draft in &drafts {
                    let times = Times { occurred_at: draft.occurred_at, recorded_at: now };
                    fold.take_in(cause.id(), &draft.event, times);
                }
                let position = Some(appended.position);
                fold.last = position;
                let happened = ids.into_iter().zip(drafts);
                let events =
                    happened.map(|(id, draft)| happened_now(id, draft, actor, cause)).collect();
                return Ok(Done { events, position, repeated: appended.repeated });
            }
            Err(AppendError::Conflict { .. }) => unavailable = None,
            // It may be durable all the same: reading again tells, by the cause.
            Err(error @ AppendError::Unavailable { .. }) => unavailable = Some(error),
            Err(error) => return Err(Error::Append(error)),
        }
    }
    house.folds.forget(&name);
    Err(unavailable.map_or(Error::Contended(name), Error::Append))
}

/// The state of a stream as it is now, given to a question.
///
/// # Errors
///
/// As [`transact`], without a rejection.
pub async fn ask<S: Folding, T>(
    house: &House,
    stream: &Stream,
    question: impl FnOnce(&S) -> T,
) -> Result<T, Error<std::convert::Infallible>>
where
    Fold<S>: Default,
{
    Ok(question(&caught_up(house, &stream.name()).await?.state))
}

/// Whether a cause was applied to a stream before, whatever has happened there since.
///
/// # Errors
///
/// As [`ask`].
pub async fn came_before<S: Folding>(
    house: &House,
    stream: &Stream,
    cause: &Cause,
) -> Result<bool, Error<std::convert::Infallible>>
where
    Fold<S>: Default,
{
    Ok(caught_up::<S>(house, &stream.name()).await?.causes.contains_key(&cause.id()))
}

/// The state of a stream as it was when what is followed was recorded, given to a question; as it is now where nothing
/// is followed.
///
/// # Errors
///
/// As [`ask`].
pub async fn ask_then<S: Folding, T>(
    house: &House,
    stream: &Stream,
    question: impl FnOnce(&S) -> T,
) -> Result<T, Error<std::convert::Infallible>>
where
    Fold<S>: Default,
{
    let name = stream.name();
    let fold = caught_up::<S>(house, &name).await?;
    let then = state_then::<S, std::convert::Infallible>(house, &name, fold.last).await?;
    Ok(question(then.as_ref().unwrap_or(&fold.state)))
}

/// What is known of a stream, with all that was recorded on it. Nobody else reads on until it is let go.
async fn caught_up<S: Folding>(
    house: &House,
    stream: &StreamName,
) -> Result<OwnedMutexGuard<Fold<S>>, Error<std::convert::Infallible>>
where
    Fold<S>: Default,
{
    let mut fold = house.folds.of::<S>(stream).lock_owned().await;
    read_what_is_new::<S, std::convert::Infallible>(house, stream, &mut fold).await?;
    Ok(fold)
}

/// The state of a stream as it was when what is followed was recorded; none where that is how it is now, and none where
/// the stream had not begun: it could not say no then.
async fn state_then<S: Folding, R: std::error::Error + 'static>(
    house: &House,
    stream: &StreamName,
    last: Option<Position>,
) -> Result<Option<S>, Error<R>>
where
    Fold<S>: Default,
{
    let Some(then) = house.then.filter(|it| last > Some(*it)) else { return Ok(None) };
    let mut fold = Fold::<S>::default();
    loop {
        let page = house.store.read(stream, Revision(fold.next), PAGE_MAX).await;
        let page = page.map_err(Error::Read)?;
        for recorded in page.iter().take_while(|it| it.position <= then) {
            take_in(&mut fold, recorded)?;
        }
        if page.len() < PAGE_MAX || fold.last < page.last().map(|it| it.position) {
            return Ok((fold.next > 0).then_some(fold.state));
        }
    }
}

fn take_in<S: Folding, R: std::error::Error + 'static>(
    fold: &mut Fold<S>,
    recorded: &Recorded,
) -> Result<(), Error<R>> {
    let (occurred_at, recorded_at) = (recorded.event.occurred_at, recorded.recorded_at);
    let times = Times { occurred_at, recorded_at };
    fold.take_in(recorded.event.causation, &own::<S, R>(recorded)?, times);
    fold.last = Some(recorded.position);
    Ok(())
}

async fn read_what_is_new<S: Folding, R: std::error::Error + 'static>(
    house: &House,
    stream: &StreamName,
    fold: &mut Fold<S>,
) -> Result<(), Error<R>> {
    loop {
        let page = house.store.read(stream, Revision(fold.next), PAGE_MAX).await;
        let page = page.map_err(Error::Read)?;
        for recorded in &page {
            take_in(fold, recorded)?;
        }
        if page.len() < PAGE_MAX {
            return Ok(());
        }
    }
}

async fn recorded_before<S: Folding, R: std::error::Error + 'static>(
    house: &House,
    stream: &StreamName,
    first: Revision,
    cause: Uuid,
) -> Result<Done<S::Event>, Error<R>> {
    let page = house.store.read(stream, first, store::port::APPEND_EVENTS_MAX).await;
    let page = page.map_err(Error::Read)?;
    let mut done = Done { repeated: true, ..Done::nothing() };
    for recorded in page.iter().take_while(|it| it.event.causation == cause) {
        done.events.push(happened_before(house, recorded, own::<S, R>(recorded)?)?);
        done.position = Some(recorded.position);
    }
    Ok(done)
}

/// A recorded event as a command would have answered with it.
///
/// # Errors
///
/// [`Error::Vault`] if its texts do not open.
pub(crate) fn happened_before<E, R: std::error::Error + 'static>(
    house: &House,
    recorded: &Recorded,
    event: E,
) -> Result<Happened<E>, Error<R>> {
    Ok(Happened {
        id: EventRef(recorded.event.id.0),
        event,
        occurred_at: recorded.event.occurred_at,
        correlation: recorded.event.correlation,
        actor: Actor::parse(&recorded.event.actor).unwrap_or(Actor::Operator),
        texts: house.vault.open(recorded).map_err(Error::Vault)?,
    })
}

fn happened_now<E>(id: EventRef, draft: Draft<E>, actor: Actor, cause: &Cause) -> Happened<E> {
    let texts: Vec<(Field, String)> =
        draft.texts.into_iter().map(|it| (it.field, it.value)).collect();
    Happened {
        id,
        event: draft.event,
        occurred_at: draft.occurred_at,
        correlation: cause.correlation(),
        actor,
        texts: Texts(texts),
    }
}

fn own<S: Folding, R: std::error::Error + 'static>(
    recorded: &Recorded,
) -> Result<S::Event, Error<R>> {
    let event = codec::decode(recorded).map_err(Error::Decode)?;
    S::own(event).ok_or_else(|| {
        let kind = recorded.event.kind.to_string();
        Error::Decode(CodecError::Unknown { kind, form: recorded.event.form })
    })
}
