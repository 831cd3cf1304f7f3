import Assignments

let claims: [Claim<any AnchorTask>] = []
