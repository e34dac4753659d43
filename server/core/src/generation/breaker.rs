//! Stops asking a model that keeps failing, so that a request does not lose its time with it.
//!
//! There is a breaker for each consumer and model, so no caller can open one for another consumer. It opens when a number of
//! attempts in a row fail in a way that says that the model is ill. While it is open, attempts fail at once. After a pause
//! one attempt goes through as a probe. If the probe is answered, the breaker closes; if the probe fails, too, the next pause
//! is twice as long.
//!
//! A breaker is three atomic numbers, so no request waits for another. Breakers are made once, for the consumers and models of
//! the policy.

use std::collections::HashMap;
use std::error::Error as StdError;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::breaker_settings::{BreakerSettings, Clock};
use crate::model::{ModelError, ModelErrorKind};
use crate::policy::{Catalogue, Consumer, ModelPolicy};

/// The breakers of all consumers.
#[derive(Clone)]
pub(super) struct Breakers(Arc<HashMap<String, Arc<ConsumerBreakers>>>);

/// The breakers of one consumer, in the order of its models.
struct ConsumerBreakers {
    consumer: Arc<Consumer>,
    breakers: Box<[Breaker]>,
    settings: BreakerSettings,
    /// The times in a breaker are counted from here.
    origin: Instant,
    clock: Clock,
}

/// The state of a breaker. The numbers change one after the other, so a request may see one of them late. It is then let
/// through or refused once more than it should be, which does no harm.
#[derive(Default)]
struct Breaker {
    /// The failures in a row while the breaker was closed.
    failures: AtomicU32,
    /// The pauses in a row.
    pauses: AtomicU32,
    /// [`CLOSED`], [`PROBING`], or the time in milliseconds from which a probe may begin.
    opens: AtomicU64,
}

const CLOSED: u64 = 0;

/// A probe is under way.
const PROBING: u64 = u64::MAX;

/// The permission for one attempt at a model, which reports back how the attempt ended. If it is dropped before, the end says
/// nothing about the model, and another attempt may be the probe.
pub(super) struct Permit {
    of_consumer: Arc<ConsumerBreakers>,
    index: usize,
    is_probe: bool,
}

/// The breaker is open, so the model is not asked.
#[derive(Debug, thiserror::Error)]
#[error("the model is not asked, because it failed several times in a row for this consumer")]
struct BreakerOpen;

/// Whether `error` is that of an attempt that an open breaker refused.
pub(super) fn is_open(error: &ModelError) -> bool {
    error.source().is_some_and(<dyn StdError>::is::<BreakerOpen>)
}

/// Whether the kind of a failure says that the model is ill. The others are caused by the caller or by the operator, or they
/// say that there is too much to do.
fn says_ill(kind: ModelErrorKind) -> bool {
    matches!(kind, ModelErrorKind::Unavailable | ModelErrorKind::TimedOut | ModelErrorKind::Failed)
}

impl Breakers {
    /// The breakers for the consumers of `catalogue`, all closed.
    pub(super) fn new(catalogue: &Catalogue, settings: BreakerSettings, clock: &Clock) -> Self {
        let origin = clock();
        let by_consumer = catalogue.consumers().all().map(|consumer| {
            let breakers = consumer.models().iter().map(|_| Breaker::default()).collect();
            let consumer = consumer.clone();
            let name = consumer.name().to_owned();
            (name, Arc::new(ConsumerBreakers { consumer, breakers, settings, origin, clock: clock.clone() }))
        });
        Self(Arc::new(by_consumer.collect()))
    }

    /// Permits an attempt of `consumer` at `model`, or refuses it because the breaker is open. There is no permit for a
    /// consumer or a model that the catalogue does not have.
    pub(super) fn permit(&self, consumer: &Consumer, model: &ModelPolicy) -> Result<Option<Permit>, ModelError> {
        let Some(of_consumer) = self.0.get(consumer.name()) else { return Ok(None) };
        let models = of_consumer.consumer.models();
        let Some(index) = models.iter().position(|known| known.name == model.name) else { return Ok(None) };
        match of_consumer.permit(index) {
            Ok(is_probe) => Ok(Some(Permit { of_consumer: of_consumer.clone(), index, is_probe })),
            Err(wait) => Err(ModelError::new(ModelErrorKind::Unavailable, BreakerOpen).with_wait(wait)),
        }
    }
}

impl ConsumerBreakers {
    fn now(&self) -> u64 {
        let since_origin = (self.clock)().saturating_duration_since(self.origin);
        u64::try_from(since_origin.as_millis()).unwrap_or(u64::MAX)
    }

    /// Whether an attempt that may begin is a probe; or else how long the caller should wait.
    fn permit(&self, index: usize) -> Result<bool, Duration> {
        let breaker = &self.breakers[index];
        let opens = breaker.opens.load(Ordering::Acquire);
        if opens == CLOSED {
            return Ok(false);
        }
        let now = self.now();
        if opens != PROBING && opens > now {
            return Err(Duration::from_millis(opens - now));
        }
        let is_mine = opens != PROBING
            && breaker.opens.compare_exchange(opens, PROBING, Ordering::AcqRel, Ordering::Acquire).is_ok();
        // Nobody knows how long a probe takes.
        if is_mine { Ok(true) } else { Err(self.settings.first_pause) }
    }

    /// The time at which a pause ends that begins now. It is longer than the one before it.
    fn end_of_next_pause(&self, breaker: &Breaker) -> u64 {
        let BreakerSettings { first_pause, longest_pause, .. } = self.settings;
        let doublings = breaker.pauses.fetch_add(1, Ordering::AcqRel);
        let pause = first_pause.saturating_mul(1_u32.checked_shl(doublings).unwrap_or(u32::MAX)).min(longest_pause);
        let end = self.now().saturating_add(u64::try_from(pause.as_millis()).unwrap_or(u64::MAX));
        end.clamp(CLOSED + 1, PROBING - 1)
    }
}

impl Permit {
    /// The model has begun to answer. A probe has succeeded so far, so other attempts may begin. The next failure opens the
    /// breaker again.
    pub(super) fn answer_begins(&mut self) {
        if self.is_probe {
            let almost = self.of_consumer.settings.failures.get() - 1;
            self.breaker().failures.store(almost, Ordering::Release);
            self.close();
        }
    }

    /// The model has answered.
    pub(super) fn answered(mut self) {
        let breaker = self.breaker();
        // A store that changes nothing would still take the number away from the other processors.
        if breaker.failures.load(Ordering::Acquire) != 0 {
            breaker.failures.store(0, Ordering::Release);
        }
        if breaker.pauses.load(Ordering::Acquire) != 0 {
            breaker.pauses.store(0, Ordering::Release);
        }
        if breaker.opens.load(Ordering::Acquire) != CLOSED {
            self.close();
        }
        self.is_probe = false;
    }

    /// The attempt has failed. Only failures of an ill model count.
    pub(super) fn failed(mut self, kind: ModelErrorKind) {
        if !says_ill(kind) {
            return;
        }
        let (of_consumer, breaker) = (&self.of_consumer, self.breaker());
        if self.is_probe {
            breaker.opens.store(of_consumer.end_of_next_pause(breaker), Ordering::Release);
            self.is_probe = false;
            return;
        }
        let failures = breaker.failures.fetch_add(1, Ordering::AcqRel).saturating_add(1);
        // An attempt that began before the breaker opened changes nothing afterwards.
        let opens = || breaker.opens.compare_exchange(CLOSED, PROBING, Ordering::AcqRel, Ordering::Acquire).is_ok();
        if failures >= of_consumer.settings.failures.get() && opens() {
            breaker.opens.store(of_consumer.end_of_next_pause(breaker), Ordering::Release);
            let (consumer, model) = self.names();
            tracing::warn!(
                consumer,
                model,
                failures,
                kind = kind.as_str(),
                "the breaker is open: the model keeps failing for this consumer, so it is not asked for a while"
            );
        }
    }

    fn close(&mut self) {
        self.is_probe = false;
        if self.breaker().opens.swap(CLOSED, Ordering::AcqRel) != CLOSED {
            let (consumer, model) = self.names();
            tracing::info!(consumer, model, "the breaker is closed: the model answers this consumer again");
        }
    }

    fn breaker(&self) -> &Breaker {
        &self.of_consumer.breakers[self.index]
    }

    fn names(&self) -> (&str, &str) {
        let consumer = &self.of_consumer.consumer;
        (consumer.name(), &consumer.models()[self.index].name)
    }
}

/// A probe that says nothing makes room for another one.
impl Drop for Permit {
    fn drop(&mut self) {
        if self.is_probe {
            let now = self.of_consumer.now().clamp(CLOSED + 1, PROBING - 1);
            self.breaker().opens.store(now, Ordering::Release);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Policy, Provider};

    /// Breakers with the usual settings, and a clock that stands still until it is told to go on.
    struct Fixture {
        breakers: Breakers,
        consumer: Arc<Consumer>,
        milliseconds: Arc<AtomicU64>,
    }

    impl Fixture {
        fn new() -> Self {
            let catalogue = Policy::embedded().catalogue(Provider::Bedrock, Some("us-east-1")).expect("offered");
            let milliseconds = Arc::new(AtomicU64::new(0));
            let (began, passed) = (Instant::now(), milliseconds.clone());
            let clock: Clock = Arc::new(move || began + Duration::from_millis(passed.load(Ordering::SeqCst)));
            let breakers = Breakers::new(&catalogue, BreakerSettings::default(), &clock);
            Self { breakers, consumer: catalogue.consumers().anonymous().clone(), milliseconds }
        }

        fn pass(&self, milliseconds: u64) {
            self.milliseconds.fetch_add(milliseconds, Ordering::SeqCst);
        }

        fn ask(&self) -> Result<Permit, ModelError> {
            let permit = self.breakers.permit(&self.consumer, &self.consumer.models()[0])?;
            Ok(permit.expect("a known model"))
        }

        fn permit(&self) -> Permit {
            self.ask().expect("permitted")
        }

        fn fail(&self) {
            self.permit().failed(ModelErrorKind::Unavailable);
        }

        /// Fails until the breaker is open.
        fn open(&self) {
            (0..5).for_each(|_| self.fail());
            self.wait();
        }

        /// How many milliseconds the caller should wait, if the breaker is open.
        fn wait(&self) -> u128 {
            let error = self.ask().err().expect("refused");
            assert!(is_open(&error));
            assert_eq!(error.kind(), ModelErrorKind::Unavailable);
            error.wait().expect("a wait").as_millis()
        }
    }

    #[test]
    fn a_breaker_opens_after_five_failures_in_a_row() {
        let fixture = Fixture::new();
        (0..4).for_each(|_| fixture.fail());
        fixture.permit().answered();
        (0..4).for_each(|_| fixture.fail());
        fixture.permit().answered();
        fixture.open();
        assert_eq!(fixture.wait(), 1_000);
    }

    #[test]
    fn only_failures_of_an_ill_model_count_and_the_others_neither_count_nor_reset() {
        let ill = [ModelErrorKind::Unavailable, ModelErrorKind::TimedOut, ModelErrorKind::Failed];
        for kind in ModelErrorKind::ALL {
            let fixture = Fixture::new();
            (0..10).for_each(|_| {
                if let Ok(permit) = fixture.ask() {
                    permit.failed(*kind);
                }
            });
            assert_eq!(fixture.ask().is_err(), ill.contains(kind), "{kind:?}");
        }
        let fixture = Fixture::new();
        for _ in 0..4 {
            fixture.fail();
            fixture.permit().failed(ModelErrorKind::Throttled);
            drop(fixture.permit());
        }
        fixture.fail();
        assert_eq!(fixture.wait(), 1_000);
    }

    #[test]
    fn a_breaker_is_of_one_consumer_and_one_model() {
        let consumer = |name: &str| format!("[[consumers]]\nname = \"{name}\"\napi_key_ids = [\"{name}\"]\n");
        let policy = format!("{}\n{}\n{}", include_str!("../policy/default.toml"), consumer("one"), consumer("other"));
        let catalogue = Policy::parse(&policy).expect("a policy").catalogue(Provider::Bedrock, Some("us-east-1"));
        let catalogue = catalogue.expect("offered");
        let clock: Clock = Arc::new(Instant::now);
        let breakers = Breakers::new(&catalogue, BreakerSettings::default(), &clock);
        let consumers: Vec<_> = catalogue.consumers().all().collect();
        let ask =
            |consumer: usize, model: usize| breakers.permit(consumers[consumer], &consumers[consumer].models()[model]);
        for _ in 0..5 {
            ask(1, 1).expect("permitted").expect("known").failed(ModelErrorKind::TimedOut);
        }
        let refused = |consumer| (0..3).filter(|model| ask(consumer, *model).is_err()).collect::<Vec<_>>();
        assert_eq!([refused(0), refused(1), refused(2)], [vec![], vec![1], vec![]]);
    }

    #[test]
    fn after_a_pause_one_probe_goes_through_and_each_failed_probe_doubles_the_pause() {
        let fixture = Fixture::new();
        fixture.open();
        for pause in [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000] {
            assert_eq!(fixture.wait(), u128::from(pause));
            fixture.pass(pause - 1);
            assert_eq!(fixture.wait(), 1);
            fixture.pass(1);
            let probe = fixture.permit();
            assert_eq!(fixture.wait(), 1_000, "another one waits for the probe");
            probe.failed(ModelErrorKind::TimedOut);
        }
        fixture.pass(30_000);
        fixture.permit().answered();
        (0..4).for_each(|_| fixture.fail());
        fixture.fail();
        assert_eq!(fixture.wait(), 1_000, "an answer is a new beginning");
    }

    #[test]
    fn a_probe_that_says_nothing_makes_room_for_another() {
        let fixture = Fixture::new();
        fixture.open();
        fixture.pass(1_000);
        drop(fixture.permit());
        fixture.permit().failed(ModelErrorKind::Throttled);
        fixture.permit().failed(ModelErrorKind::Failed);
        assert_eq!(fixture.wait(), 2_000);
    }

    #[test]
    fn an_answer_that_begins_lets_others_through_and_its_failure_opens_the_breaker_again() {
        let fixture = Fixture::new();
        fixture.open();
        fixture.pass(1_000);
        let mut probe = fixture.permit();
        probe.answer_begins();
        drop(fixture.permit());
        probe.failed(ModelErrorKind::Failed);
        assert_eq!(fixture.wait(), 2_000);
        fixture.pass(2_000);
        let mut probe = fixture.permit();
        probe.answer_begins();
        probe.answered();
        (0..4).for_each(|_| fixture.fail());
        drop(fixture.permit());
    }

    #[test]
    fn attempts_that_began_before_the_breaker_opened_do_not_lengthen_the_pause() {
        let fixture = Fixture::new();
        let earlier: Vec<_> = (0..20).map(|_| fixture.permit()).collect();
        for permit in earlier {
            permit.failed(ModelErrorKind::TimedOut);
        }
        assert_eq!(fixture.wait(), 1_000);
    }
}
