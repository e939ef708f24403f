// A short tone for a new message; made here, because nothing is fetched for it.
let context: AudioContext | null = null;

export function chime(): void {
  try {
    context ??= new AudioContext();
    const { currentTime: now, destination } = context;
    const gain = context.createGain();
    gain.connect(destination);
    gain.gain.setValueAtTime(0.08, now);
    gain.gain.exponentialRampToValueAtTime(0.0001, now + 0.35);
    [660, 880].forEach((frequency, index) => {
      const tone = new OscillatorNode(context as AudioContext, { frequency });
      tone.connect(gain);
      tone.start(now + index * 0.1);
      tone.stop(now + 0.35);
    });
  } catch {
    // A browser without sound: the badge and the live region tell it all the same.
  }
}
