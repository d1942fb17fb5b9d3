// What is on screen in a few words, and back: enough for a link.

/** Recipes of the lanes, the chosen lane, its step, and what the clock counts. */
function viewOf(player) {
  const { runs, lane, clock } = player;
  return { recipes: runs.map((run) => run.lane.trace.recipe), lane, step: runs[lane] ? clock.made(runs[lane]) : 0, clock: clock.kind };
}

/** Go to a moment that `viewOf` told. */
function goTo(player, { lane, step, clock }) {
  const run = player.runs[lane];
  if (!run) return;
  player.lane = lane;
  player.controls.chooseClock(clock);
  player.clock.seekStep(run, step);
}
