import { calendarDay } from './calendar-day.ts'
import { closingCodeTold } from './closing-code.ts'
import type { LanguageTexts } from './customer-texts.ts'
import { exactDuration, roughDuration } from './duration.ts'
import { featureList } from './feature-list.ts'
import { momentOf } from './moment.ts'
import { numbered } from './numbered.ts'
import { oneLine } from './one-line.ts'

const someone = (agent: string | undefined) => agent ?? 'Jemand aus dem Team'
const usually = (waitMs: number | undefined) =>
  waitMs === undefined ? '' : `, Wartezeit meist ${roughDuration('de', waitMs)}`
const about = (waitMs: number | undefined) => (waitMs === undefined ? '' : `, ${roughDuration('de', waitMs)}`)
const thank = (thanks: boolean) => (thanks ? 'Danke. ' : '')
const place = (position: number, now = '') =>
  position === 1 ? `Sie sind${now} als Nächstes dran` : `Sie sind${now} Nummer ${position}`
const hint = (choices: readonly string[]) => `${numbered(choices)}   (Zahl oder Wort; "weiter" überspringt die Frage)`
const files = { image: 'ein Bild', audio: 'eine Aufnahme', video: 'ein Video', file: 'eine Datei' }

export const german: LanguageTexts = {
  greeting: ({ name, organisation, returning, hasPast }) =>
    `Hallo ${name}, hier ist ${returning ? 'wieder ' : ''}${organisation}. Ich bin ein Bot und suche die richtige Person für Sie.${hasPast ? ' "verlauf" zeigt Ihre früheren Gespräche.' : ''}`,
  'just-write': () => 'Was können wir für Sie tun? Schreiben Sie es einfach hier.',
  question: ({ question, choices }) =>
    choices ? `${question}  ${hint(choices)}` : `${question}   (in eigenen Worten; "weiter" überspringt die Frage)`,
  'answer-not-understood': ({ answer, suggestion, choices }) =>
    `"${oneLine(answer, 40)}" kenne ich nicht.${suggestion ? ` Meinten Sie ${suggestion}?` : ''}  ${hint(choices)}`,
  'answer-taken-as': ({ choice }) => `Ich verstehe das als ${choice}.`,
  'question-skipped': () => 'Gut, es geht auch ohne.',
  'looking-for-someone': ({ queue, thanks }) =>
    `${thank(thanks)}Ich suche jetzt jemanden${queue ? ` für ${queue}` : ''}. Schreiben Sie ruhig weiter, nichts geht verloren.`,
  'in-line': ({ position, waitMs, queue, thanks, nobodyThere = false }) =>
    position === 1
      ? `${thank(thanks)}${nobodyThere ? `Für ${queue} ist gerade niemand da. Sie sind als Nächstes dran` : `Sie sind als Nächstes dran für ${queue}`}${about(waitMs)}. Schreiben Sie ruhig weiter, nichts geht verloren.`
      : `${thank(thanks)}Für ${queue} ${nobodyThere ? 'ist gerade niemand da' : 'sind gerade alle im Gespräch'}. Sie sind Nummer ${position}${about(waitMs)}. Ich melde mich, wenn sich das ändert; "abbrechen" beendet es.`,
  'position-changed': ({ position, waitMs }) => `${place(position, ' jetzt')}${about(waitMs)}.`,
  'position-asked': ({ position, waitMs, queue }) => `${place(position)} für ${queue}${about(waitMs)}.`,
  'position-not-in-line': () => 'Sie stehen noch nicht in der Reihe: Erst muss ich wissen, wohin mit Ihnen.',
  'position-being-offered': () => 'Sie sind dran: Ich frage gerade jemanden.',
  'still-waiting': ({ position, waitMs }) => `Sie sind nicht vergessen. ${place(position)}${about(waitMs)}.`,
  'agent-asked-for': () => 'Gut, keine Fragen mehr. Ich suche jetzt jemanden für Sie.',
  'past-list': () => 'Ihre letzten Gespräche mit uns:',
  'past-entry': ({ number, openedAt, now, queue, agent, outcome, request }) => {
    const what = [calendarDay('de', openedAt, now), queue, agent && `mit ${agent}`, outcome].filter(Boolean)
    return `${number}  ${what.join(', ')}${request === '' ? '' : `: "${oneLine(request, 80)}"`}`
  },
  'nothing-to-cancel': () => 'Es läuft gerade kein Gespräch. Schreiben Sie jederzeit, wenn wir helfen können.',
  'past-none': () => 'Hier gibt es keine früheren Gespräche von Ihnen.',
  'past-not-vouched': () =>
    'Frühere Gespräche zeige ich nur, wenn das Netz für Ihr Konto bürgt. Bitte melden Sie sich hier an (im IRC bei NickServ) und fragen Sie dann noch einmal.',
  'agent-joined': ({ agent }) => `${someone(agent)} ist jetzt da und hat gelesen, was Sie geschrieben haben.`,
  speaker: () => 'Team',
  'line-prefix': ({ agent }) => `[${agent ?? 'Team'}] `,
  'emote-prefix': ({ agent }) => `* ${agent ?? 'Team'} `,
  'edited-prefix': ({ agent }) => `[${agent ?? 'Team'}] * `,
  colleague: () => 'jemand aus dem Team',
  'internal-link': () => '[interner Link]',
  'edits-explained': ({ agent }) =>
    `${someone(agent)} hat eine frühere Nachricht geändert. Bei Ihnen kann ich sie nicht ändern, deshalb kommt der neue Text noch einmal nach einem *.`,
  redacted: ({ agent }) => `${someone(agent)} hat eine frühere Nachricht zurückgenommen. Bitte beachten Sie sie nicht.`,
  'redactions-explained': () => 'Bei Ihnen kann ich sie nicht löschen.',
  reacted: ({ agent, key, text }) =>
    `${someone(agent)} hat mit ${oneLine(key, 40)}${text === '' ? '' : ` auf "${oneLine(text, 80)}"`} reagiert.`,
  file: ({ agent, kind, name, url, validMs }) =>
    url === undefined
      ? `(${someone(agent)} hat ${files[kind]} geschickt, ${name}; hier lässt sich das nicht zeigen)`
      : `(${someone(agent)} hat ${files[kind]} geschickt, ${name}: ${url}${validMs === undefined ? '' : ` , gültig für ${exactDuration('de', validMs)}`})`,
  'file-not-taken': ({ network, link }) =>
    link === undefined
      ? 'Auf diesem Weg kann ich keine Dateien annehmen. Bitte legen Sie sie irgendwo ab und schicken Sie mir den Link.'
      : `Auf diesem Weg kann ich keine Dateien annehmen. Über ${network} können Sie sie uns schicken: ${link} . Oder legen Sie sie irgendwo ab und schicken Sie mir den Link.`,
  elsewhere: ({ network, features, link }) =>
    `Sie können uns auch über ${network} schreiben; dort gibt es auch ${featureList('de', features)}: ${link}`,
  'own-edits-explained': ({ agent }) =>
    `Ich kann ${agent ?? 'dem Team'} nicht zeigen, dass Sie eine Nachricht geändert haben, deshalb schicke ich den neuen Text noch einmal.`,
  transferred: ({ agent, queue }) =>
    `${someone(agent)} gibt Sie an ${queue} weiter. Dort ist alles zu lesen; Sie müssen nichts zweimal sagen.`,
  held: ({ agent }) =>
    `${someone(agent)} hat das kurz beiseitegelegt und kommt darauf zurück. Schreiben Sie ruhig weiter.`,
  resumed: ({ agent }) => `${someone(agent)} ist wieder da.`,
  'agent-left': ({ agent }) =>
    `${someone(agent)} musste gehen; ich suche jemand anderen. Nichts, was Sie geschrieben haben, geht verloren.`,
  'closed-by-agent': ({ agent, code }) => {
    const told = closingCodeTold('de', code)
    return `${someone(agent)} hat dieses Gespräch beendet${told ? ` (${told})` : ''}. Schreiben Sie jederzeit wieder.`
  },
  'closed-by-customer': () => 'Erledigt, dieses Gespräch ist beendet. Schreiben Sie jederzeit wieder.',
  'cancel-ask-back': () =>
    'Soll ich dieses Gespräch beenden? Noch einmal "abbrechen" beendet es; mit allem anderen geht es weiter.',
  gap: ({ ms }) =>
    `Ich war ${exactDuration('de', ms)} weg. Falls Sie in dieser Zeit etwas geschrieben haben, schicken Sie es bitte noch einmal.`,
  'too-many-conversations': () =>
    'Gerade schreiben zu viele auf einmal. Bitte versuchen Sie es in ein paar Minuten noch einmal.',
  'too-fast': () =>
    'Das ist mehr, als ich weitergeben kann. Bitte warten Sie eine Minute und schreiben Sie es dann noch einmal.',
  blocked: () => 'Von Ihnen nehmen wir hier keine Nachrichten an.',
  encrypted: () =>
    'Verschlüsselte Nachrichten kann ich nicht lesen. Ich habe einen Raum ohne Verschlüsselung angelegt und Sie eingeladen.',
  'write-unencrypted': () =>
    'Verschlüsselte Nachrichten kann ich nicht lesen. Bitte schalten Sie die Verschlüsselung für diesen Chat aus und schreiben Sie es noch einmal.',
  'came-late': ({ writtenAt, now, timeZone }) => {
    const when = writtenAt === undefined ? undefined : momentOf('de', writtenAt, now, timeZone)
    const time = when && `${when.time} Uhr${when.isUtc ? ' (UTC)' : ''}`
    const of = when ? (when.day ? ` vom ${when.day}, ${time},` : ` von ${time}`) : ''
    return `Ihre Nachricht${of} ist erst jetzt angekommen. Schreiben Sie irgendetwas, dann geht es damit weiter.`
  },
  'contact-open': ({ free, agents, waiting, waitMs }) =>
    free > 0
      ? `${free} von ${agents} im Team frei${usually(waitMs)}`
      : `Alle im Gespräch, ${waiting} ${waiting === 1 ? 'wartet' : 'warten'}${about(waitMs)}`,
  'contact-nobody-there': () => 'Gerade ist niemand da. Schreiben Sie trotzdem, Ihre Nachricht bleibt erhalten.',
  'home-hint': () => 'Schreiben Sie uns unter "Nachrichten", oder drücken Sie den Knopf, dann beginnen wir dort.',
  'home-start': () => 'Gespräch beginnen',
  'home-past': () => 'Ihre bisherigen Gespräche mit uns:',
  'home-past-one': ({ agent, date, request }) =>
    `Am ${date}${agent ? `, mit ${agent}` : ''}${request === '' ? '' : `: "${oneLine(request, 80)}"`}`,
}
