// The sound card belongs to the browser: the terminal says what to play and for how long
// to listen, and hears how it ended.

const SAMPLES = 16_000; // a second, of what is recorded
let playing; // { id, sound }
let recording; // { id, stop }

const orders = new EventSource("/sound");
orders.addEventListener("play", (event) => play(JSON.parse(event.data)));
orders.addEventListener("record", (event) => record(JSON.parse(event.data)));
orders.addEventListener("stop", (event) => stop(JSON.parse(event.data)));

function answer(id, body, failed) {
  return fetch(`/sound/${id}${failed ? "?failed" : ""}`, { method: "POST", body }).catch(() => {});
}

async function play({ id }) {
  playing?.sound.pause();
  const sound = new Audio(`/sound/${id}.wav`);
  playing = { id, sound };
  sound.addEventListener("ended", () => answer(id));
  try {
    await sound.play();
  } catch (error) {
    answer(id, error.name, true);
  }
}

function stop({ id }) {
  if (playing?.id === id) playing.sound.pause();
  if (recording?.id === id) recording.stop();
}

// record listens until the time is over or it is stopped, and sends what it heard.
async function record({ id, ms }) {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    const recorder = new MediaRecorder(stream);
    const heard = [];
    recorder.addEventListener("dataavailable", (event) => heard.push(event.data));
    const ended = new Promise((done) => recorder.addEventListener("stop", done));
    recording = { id, stop: () => recorder.state === "recording" && recorder.stop() };
    recorder.start();
    setTimeout(recording.stop, ms);
    await ended;
    for (const track of stream.getTracks()) track.stop();
    answer(id, await wave(new Blob(heard)));
  } catch (error) {
    answer(id, error.name, true);
  }
}

// wave makes a WAVE file of one channel and 16 bits of what a recorder heard.
async function wave(blob) {
  const decoded = await new AudioContext().decodeAudioData(await blob.arrayBuffer());
  const offline = new OfflineAudioContext(1, Math.ceil(decoded.duration * SAMPLES), SAMPLES);
  const source = offline.createBufferSource();
  source.buffer = decoded;
  source.connect(offline.destination);
  source.start();
  const samples = (await offline.startRendering()).getChannelData(0);
  const out = new DataView(new ArrayBuffer(44 + 2 * samples.length));
  const text = (at, s) => [...s].forEach((c, i) => out.setUint8(at + i, c.charCodeAt(0)));
  text(0, "RIFF");
  out.setUint32(4, 36 + 2 * samples.length, true);
  text(8, "WAVEfmt ");
  out.setUint32(16, 16, true);
  out.setUint16(20, 1, true); // PCM
  out.setUint16(22, 1, true); // channels
  out.setUint32(24, SAMPLES, true);
  out.setUint32(28, 2 * SAMPLES, true);
  out.setUint16(32, 2, true);
  out.setUint16(34, 16, true);
  text(36, "data");
  out.setUint32(40, 2 * samples.length, true);
  samples.forEach((s, i) => out.setInt16(44 + 2 * i, Math.max(-1, Math.min(1, s)) * 0x7fff, true));
  return out.buffer;
}
