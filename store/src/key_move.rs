//! How do all keys get from one keyring into another, and are they then the same?

use crate::keyring::{KEYS_PAGE_MAX, KeyError, KeyOwner, Keyring, OwnedKey};
use thiserror::Error;

/// Why the keys of two keyrings are not the same. What was taken in stays: ask again.
#[derive(Debug, Error)]
pub enum MoveError {
    #[error(
        "the two keyrings have different pseudonym keys: copy pseudonym.key from the keys folder \
         of the one that is copied into the folder of the other, which must be new"
    )]
    OtherPseudonyms,
    #[error(
        "the keyring that is copied to has a key of {owner} in {scope} that the other has not: \
         it was destroyed there, or never was; destroy it here, or begin with a new keyring",
        owner = .0.owner, scope = .0.scope
    )]
    Surplus(KeyOwner),
    #[error("the keyring that is copied to lacks a key of {owner} in {scope}, or has another", owner = .0.owner, scope = .0.scope)]
    Lacking(KeyOwner),
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Copies all keys, then compares the two keyrings key by key. Answers how many keys there are.
///
/// Asking again after any failure goes on where it is needed; `progress` hears how many keys were
/// copied so far. Nobody may use either keyring meanwhile.
///
/// # Errors
///
/// [`MoveError`]: before anything is copied, that the pseudonyms differ.
pub async fn move_keys(
    from: &dyn Keyring,
    to: &dyn Keyring,
    mut progress: impl FnMut(u64) + Send,
) -> Result<u64, MoveError> {
    if from.pseudonym_proof() != to.pseudonym_proof() {
        return Err(MoveError::OtherPseudonyms);
    }
    let mut copied = 0;
    let mut after = None;
    loop {
        let page = from.keys(after.as_ref(), KEYS_PAGE_MAX).await?;
        let Some(last) = page.last() else { break };
        to.take_in(&page).await?;
        copied += page.len() as u64;
        progress(copied);
        after = Some(last.owner.clone());
    }
    compare(from, to).await
}

/// Compares two keyrings key by key. Answers how many keys each has.
///
/// # Errors
///
/// [`MoveError`] for the first key of one that the other has not.
pub async fn compare(from: &dyn Keyring, to: &dyn Keyring) -> Result<u64, MoveError> {
    let mut count = 0;
    let mut after = None;
    loop {
        let wanted = from.keys(after.as_ref(), KEYS_PAGE_MAX).await?;
        let found = to.keys(after.as_ref(), KEYS_PAGE_MAX).await?;
        let is_same = |(wanted, found): (&OwnedKey, &OwnedKey)| {
            wanted.owner == found.owner
                && wanted.key.id == found.key.id
                && wanted.key.secret == found.key.secret
        };
        let same = wanted.iter().zip(&found).take_while(|it| is_same(*it)).count();
        match (wanted.get(same), found.get(same)) {
            (None, None) => (),
            (None, Some(surplus)) => return Err(MoveError::Surplus(surplus.owner.clone())),
            (Some(lacking), None) => return Err(MoveError::Lacking(lacking.owner.clone())),
            (Some(lacking), Some(surplus)) => {
                let place = |it: &OwnedKey| (it.owner.scope.clone(), it.owner.owner.clone());
                return Err(if place(surplus) < place(lacking) {
                    MoveError::Surplus(surplus.owner.clone())
                } else {
                    MoveError::Lacking(lacking.owner.clone())
                });
            }
        }
        let Some(last) = wanted.last() else { return Ok(count) };
        count += wanted.len() as u64;
        after = Some(last.owner.clone());
    }
}
