// A page is sent each test's name with the address of its proof alone: what is made of it here would cost an answer hundreds of bytes.

// Where names are listed, they break between their words.
for (const name of document.querySelectorAll('.proofs a')) name.innerHTML = name.textContent.replaceAll('_', '_<wbr>');

// A mark says to those who do not see its sentence what it proves.
for (const mark of document.querySelectorAll<HTMLAnchorElement>('.proof'))
  mark.ariaLabel += `: ${mark.hash.replace(/.+?test_/, '').replaceAll('_', ' ')}`;
